"""Who a person is to the owner: calibrated labels, and the words that prove them.

::

    sample.py      PersonSample in, Verdict out: plain value types, no spaCy
    rules.py       what titles and domains say: small lexicons, no spaCy
    features.py    the facts of a person: header, relation, signature, habits of writing
    components.py  the spaCy pipeline of a person: language, zones of the mails, cues
    text.py        the text categorizer: hashed words, linear
    rows.py        a person as one row of numbers
    stacker.py     regularised logistic regressions and their calibration, numpy alone
    evidence.py    the sentences and facts that speak for and against each label
    model.py       the classifier: loads the shipped model, classifies people
    labelled.py    reads the training mail
    train.py       builds the model from the shipped training mail, byte for byte the same
    version.py     the shipped model's version, known without loading it

Only ``sample rules features labelled stacker version`` can be imported without spaCy.
"""
