"""Who answers for a job where a registry decides it: a share by the job's id, the same each time."""

from __future__ import annotations

from itertools import pairwise

from plenum.pipeline.weights import Serving, Weights

OLD, NEW, OTHER = (Weights(name, digest * 64) for name, digest in (("1", "a"), ("2", "b"), ("3", "c")))
JOBS = [f"job-{number}" for number in range(2000)]


def test_the_champion_answers_where_there_is_no_canary() -> None:
    """A challenger or a shadow alone changes nothing; without a champion the model's own weights answer."""
    serving = Serving(OLD, NEW, shadow=OTHER)
    assert {serving.of(job) for job in JOBS} == {OLD}
    assert Serving(challenger=NEW, shadow=OTHER).of("job") is None


def test_a_canary_answers_for_its_share_of_the_jobs() -> None:
    """By the job's id: about so many, and each job's answer is the same whoever asks."""
    serving = Serving(OLD, NEW, canary=0.1)
    found = [serving.of(job) for job in JOBS]
    assert 0.07 < found.count(NEW) / len(JOBS) < 0.13
    assert found == [Serving(OLD, NEW, canary=0.1).of(job) for job in JOBS]


def test_a_larger_share_takes_more_jobs_and_gives_none_back() -> None:
    """None of them and all of them at the ends."""
    shares = (0.0, 0.2, 0.5, 1.0)
    chosen = [{job for job in JOBS if Serving(OLD, NEW, canary=share).of(job) == NEW} for share in shares]
    assert chosen[0] == set()
    assert chosen[-1] == set(JOBS)
    assert all(fewer <= more for fewer, more in pairwise(chosen))


def test_weights_are_part_of_a_models_identity() -> None:
    """Two versions of one digest, and two digests of one version, are told apart."""
    versions = {
        each.marked("1.0.0+f.e") for each in (OLD, NEW, Weights("1", "b" * 64), Weights("2", "a" * 64))
    }
    assert len(versions) == 4
    assert OLD.marked("1.0.0+f.e") == "1.0.0+f.e.v1.aaaaaaaaaaaaaaaa"
