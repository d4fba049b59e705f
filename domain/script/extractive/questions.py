"""The HOST's questions, as data: forms by what the answer does. No form claims anything.

Places in a form: {s} subject, {be} is/are/was/were, {do} does/do, {v} the answer's participle, {when} an opening
phrase of the answer, {kind} document, paper, book, …
"""

from domain.script.extractive.moves import Function

QUESTIONS: dict[Function, str] = {
    Function.DEFINITION: """
        What exactly {be} {s}?
        What {be} {s}, in plain terms?
        For anyone new to this, what {be} {s}?
        Let's get the word itself clear first. What {be} {s}?
        How does the {kind} define {s}?
        Before we go on, what {be} {s}?
        Let's pin that down. What {be} {s}, exactly?
        What do we mean when we talk about {s}?
    """,
    Function.PASSIVE: """
        How {be} {s} {v}?
        And how exactly {be} {s} {v}?
        So how {be} {s} {v}?
        What does the {kind} say about how {s} {be} {v}?
        Tell me, how {be} {s} {v}?
        I'd like to know how {s} {be} {v}.
        Let's turn to {s}. How {be} it {v}?
    """,
    Function.CAUSE: """
        What happens with {s}, and why?
        And {s}: what happens there, and why?
        What goes on with {s}, and for what reason?
        Let's come to {s}. What happens, and what is the cause?
        What does the {kind} say about {s}, and what reason does it give?
        Tell me about {s}, and give us the reason too.
        What should we know about {s}, and what is the reason?
        And what is there to say about {s}, reasons included?
    """,
    Function.MOMENT: """
        What happened {when}?
        Take us back in time. What happened {when}?
        And where did things stand {when}?
        What was going on {when}?
        How did things look {when}?
        What does the {kind} tell us about what happened {when}?
        And what do we find {when}?
        Let's move along the timeline. What happened {when}?
    """,
    Function.PLACE: """
        What do we find {when}?
        And what takes place {when}?
        What does the {kind} say happens {when}?
        What is the picture {when}?
        How do matters stand {when}?
        Let's look closer. What goes on {when}?
        And what is there to be seen {when}?
    """,
    Function.CLAUSE: """
        What happens {when}?
        And what happens {when}?
        So what can we expect {when}?
        What does the {kind} say happens {when}?
        Tell me, what goes on {when}?
        How do things change {when}?
        Let's see. What happens {when}?
    """,
    Function.COMPARE: """
        How {do} {s} compare?
        And how {do} {s} measure up?
        How different is the picture for {s}?
        In comparison, where {do} {s} stand?
        What comparison does the {kind} draw for {s}?
        Let's set things side by side. How {do} {s} compare?
        And beside the rest, how {do} {s} look?
    """,
    Function.CONTRAST: """
        Is there another side to that?
        Is that the whole story, though?
        And is there a catch?
        Does anything complicate that picture?
        Is there a but coming?
        What is the other side of it?
        Does that hold without exception, or is there more to say?
        Before we take that as settled, is there another side?
    """,
    Function.EXAMPLE: """
        Can you give an example?
        What would be an example of that?
        Is there an example we can picture?
        Can we make that a little more concrete?
        What does that look like in an actual case?
        Could we have an example, so that it becomes easier to picture?
        Does the {kind} offer an example of that?
    """,
    Function.FIGURES: """
        What do the figures say about {s}?
        What figures does the {kind} give for {s}?
        Let's have some figures. What does the {kind} say about {s}?
        What numbers does the {kind} give us here?
        Are there some figures to go with that?
        Can we put numbers on any of this?
        What does that come to in figures?
        Which numbers should we hold on to?
        I'd like to hear some figures. What does the {kind} give us?
    """,
    Function.RESULT: """
        What does the evidence show?
        And what was found out?
        What does the {kind} tell us was found?
        What do the findings say?
        What came out of the research?
        What does the {kind} report as the finding?
        And when people looked into it, what did they see?
    """,
    Function.TIME: """
        When did {s} come in?
        And when did {s} come along?
        When did {s} enter the story?
        At what point did {s} come into it?
        So when did {s} come into the picture?
        When does the {kind} bring in {s}?
        And where on the timeline do we find {s}?
        Let's place it in time. When did {s} come in?
        Let's follow the dates. When did {s} come along?
        How does the history of it go?
        Where are we on the timeline now?
        Can you place that in time for us?
        When was this, and what happened?
    """,
    Function.STEPS: """
        How does one go about it, step by step?
        What are the steps, in order?
        Can you walk us through it, one step at a time?
        What comes first, and what comes after that?
        What has to be done, and in what order?
        If we wanted to follow along, what would the steps be?
        Let's be practical. What are the steps?
    """,
    Function.VOICE: """
        What do we hear in the first person?
        What do we hear in the writer's own voice?
        Can we have some of the original words?
        What does the writer say in person?
        Let's hear the voice behind the {kind}. What does it say?
        What is said there in the first person?
        Would you read us some words as they stand?
    """,
    Function.ABOUT: """
        What about {s}?
        And what about {s}?
        Tell me about {s}.
        What should we know about {s}?
        What does the {kind} say about {s}?
        How do things stand with {s}?
        What is there to know about {s}?
        Now I'd like to hear about {s}.
        Let's talk about {s} for a moment. What do we know?
        And {s}, what is the story there?
        Let's take {s} next. What does the {kind} tell us?
        So where {do} {s} come into it?
        What part {do} {s} play in all this?
        Could you say something about {s}?
        Let's stop at {s}. What do we learn?
        And what do we hear about {s}?
        Help us picture {s}. What should we have in mind?
        What would you tell a listener about {s}?
    """,
}
"""One form a line."""
