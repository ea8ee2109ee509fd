"""What cannot be written whole leaves what was there, and says which file it was."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plenum.whole_file import write_whole


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """As a disk has it that is full after so many bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_written_with_its_rights(tmp_path: Path) -> None:
    """Through a link too, which stays one."""
    there, link = tmp_path / "there", tmp_path / "link"
    link.symlink_to(there)
    write_whole(link, b"all of it", 0o600)
    assert (there.read_bytes(), there.stat().st_mode & 0o777, link.is_symlink()) == (
        b"all of it",
        0o600,
        True,
    )


@pytest.mark.parametrize("before", [None, b"as it was"])
def test_a_full_disk_leaves_no_half_of_a_file(tmp_path: Path, before: bytes | None) -> None:
    """Nor anything beside it; the error has the file's name."""
    path = tmp_path / "result.json"
    if before is not None:
        path.write_bytes(before)
    with no_room(10), pytest.raises(OSError, match="result") as caught:
        write_whole(path, b"x" * 1000)
    assert caught.value.filename == str(path)
    assert {at: at.read_bytes() for at in tmp_path.iterdir()} == ({path: before} if before else {})


def test_a_folder_that_is_not_there_is_told_by_the_files_name(tmp_path: Path) -> None:
    """Not by that of a draft."""
    with pytest.raises(OSError, match="No such file") as caught:
        write_whole(tmp_path / "none" / "file", b"")
    assert caught.value.filename == str(tmp_path / "none" / "file")
