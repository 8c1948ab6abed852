"""What a Snom phone speaks: text and bytes in, frozen values out.

No socket, no clock, no file, no task: those who touch the world stand above. The facts behind every odd line are in
docs/snom-protocol.md, whose sections follow the files of this package.
"""
