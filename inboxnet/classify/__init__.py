"""Who a person is to the owner: calibrated labels, and the words that prove them.

::

    sample.py      PersonSample in, Verdict out: plain value types, no spaCy
    rules.py       what titles and domains say: small lexicons, no spaCy
    concepts.py    words of one meaning in several languages, no spaCy
    language.py    which language people write in
    features.py    the facts of a person: header, relation, signature, habits of writing
    components.py  the spaCy pipeline of a person: zones of the mails, cues
    text.py        the text categorizer: hashed words and concepts, linear
    rows.py        a person as one row of numbers
    stacker.py     regularised logistic regressions and their calibration, numpy alone
    ridge.py       the categorizer's fit, and what it would be without some people
    evidence.py    the sentences and facts that speak for and against each label
    model.py       the classifier: loads the shipped model, classifies people
    labelled.py    reads the training mail
    crossfit.py    fits the stages without the author who is judged
    train.py       builds the model from the shipped training mail, byte for byte the same
    evaluate.py    figures on unseen authors, beside simpler models
    version.py     the shipped model's version, known without loading it

Only ``sample rules concepts features labelled stacker ridge version`` can be imported without
spaCy.
"""
