"""What the desk needs of the world. Each Protocol is small; adapters live at the edge."""
