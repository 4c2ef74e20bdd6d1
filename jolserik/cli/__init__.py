"""The door for whoever runs the machine: `jolserik --help`.

Does not: decide anything; a command parses, makes one call into one room and prints.
Wrong input is one line on stderr and exit code 2; a check that finds something exits 1.
"""
