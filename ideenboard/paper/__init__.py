"""Cards on paper: printed with a receipt each, written on in the room, typed in by a helper. Equal to phones."""
