"""The program without a face: the phones of a configuration, their calls, and everybody who wants to hear of them."""
