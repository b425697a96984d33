"""Scorers by name: the packaged one, none, a folder of training, and a real CrossEncoder built on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from hubbot.bylanguage import ByLanguage
from hubbot.crossencoder import CrossEncoderScorer, load_scorer
from hubbot.errors import EncoderUnavailableError
from hubbot.scorer import PACKAGED, Scorer

QUESTION = "Who painted the ceiling?"
SENTENCES = ["The ceiling was painted by Maria Oliveira.", "Buses leave every hour.", "It has a roof."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A tiny ranker of sentence-transformers with random weights, saved as any other is."""
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    made = tmp_path_factory.mktemp("ranker")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(PACKAGED / "tokenizer.json"), pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", unk_token="[UNK]", mask_token="[MASK]",
    )  # fmt: skip
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(made / "plain")
    tokenizer.save_pretrained(made / "plain")
    CrossEncoder(str(made / "plain"), device="cpu").save_pretrained(str(made / "ranker"))
    return made / "ranker"


def test_default_none_and_a_folder_of_training(tmp_path):
    shutil.copytree(PACKAGED, tmp_path / "mine")
    assert load_scorer("none") is None
    assert isinstance(load_scorer(), ByLanguage)
    assert isinstance(load_scorer(str(tmp_path / "mine")), Scorer)
    assert load_scorer(str(tmp_path / "mine")).digest == load_scorer().digest


@pytest.mark.filterwarnings("ignore")
def test_any_cross_encoder_reads_in_the_scorer_s_place(folder, caplog):
    scorer = load_scorer(str(folder))
    assert isinstance(scorer, CrossEncoderScorer)
    assert "calibrated for the packaged scorer" in caplog.text
    reading = scorer.read(QUESTION, SENTENCES, ["The chapel", "", ""])
    assert reading.probabilities.dtype == np.float32
    assert reading.probabilities.shape == (3,)
    assert ((reading.probabilities > 0) & (reading.probabilities < 1)).all()
    assert reading.spans == (None, None, None)
    alone = scorer.read(QUESTION, SENTENCES[1:])
    assert alone.probabilities == pytest.approx(reading.probabilities[1:], abs=1e-5)
    assert scorer.read(QUESTION, []).probabilities.shape == (0,)
    with pytest.raises(ValueError, match="1 contexts for 3"):
        scorer.read(QUESTION, SENTENCES, ["one"])


@pytest.mark.filterwarnings("ignore")
def test_what_is_no_scorer_is_refused_with_what_to_give(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderUnavailableError, match=r"give default, none, a folder made by"):
        load_scorer(str(tmp_path / "empty"))
