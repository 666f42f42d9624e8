"""``python -m runtime``: list models, make morph films, read and encode pictures, decode codes."""

from runtime.cli.group import command_group

main = command_group()

if __name__ == "__main__":
    main(prog_name="python -m runtime")
