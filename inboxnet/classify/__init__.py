"""Who a person is to the owner: labels with calibrated probabilities, and the words that prove them.

::

    sample.py      PersonSample in, Verdict out: plain value types, no spaCy
    rules.py       what titles and domains say: small lexicons, no spaCy
    features.py    the facts of a person: header, relation, signature, habits of writing
    components.py  the spaCy pipeline of a mail: tokens, cues (PhraseMatcher), text categorizer
    stacker.py     regularised logistic regressions and their calibration, numpy alone
    evidence.py    the sentences and facts that speak for and against each label
    model.py       the classifier: loads the shipped model, classifies people
    train.py       builds the model from the shipped training mail, byte for byte the same

spaCy is imported by ``components``, ``model``, ``evidence`` and ``train`` alone, so that callers can
build samples without it.
"""
