"""The words of the HOST, as data: forms by what the answer does. No form claims anything.

Places in a form: {s} subject, {be} is/are/was/were, {do} does/do, {v} the answer's participle, {when} an opening
phrase of the answer, {p} the phrase of a heading, {e} what was
just spoken of, {kind} document, paper, book, …, {title}.
"""

from enum import StrEnum


class Function(StrEnum):
    DEFINITION = "definition"
    PASSIVE = "passive"
    CAUSE = "cause"
    MOMENT = "moment"
    PLACE = "place"
    CLAUSE = "clause"
    COMPARE = "compare"
    CONTRAST = "contrast"
    EXAMPLE = "example"
    FIGURES = "figures"
    RESULT = "result"
    TIME = "time"
    STEPS = "steps"
    VOICE = "voice"
    ABOUT = "about"
    CONTINUE = "continue"
    LINK = "link"
    TURN = "turn"
    TURN_SHORT = "turn short"
    PLAIN_SHORT = "plain short"
    TURN_PLAIN = "turn plain"
    HEADED = "headed"
    SOURCE = "source"
    ENDING = "ending"
    CLOSING = "closing"


FORM_LINES: dict[Function, str] = {
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
        What does the {kind} say about {s}, and about the reasons?
        Tell me about {s}, and about the why.
        What is the reasoning when it comes to {s}?
        And when we ask about {s}, what is the explanation?
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
        And by comparison, how about {s}?
        So how {do} {s} compare?
        How different is the picture for {s}?
        If we compare, where {do} {s} stand?
        What is the comparison to make with {s}?
        Let's set things side by side. How {do} {s} compare?
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
        Where {do} {s} come in, over time?
        When do we meet {s}?
        What does the timeline tell us about {s}?
        Where in the history do we find {s}?
        And on the timeline, where do we find {s}?
        So when do we come across {s}?
        Let's place it in time. When do we meet {s}?
        How does the history of it go?
        Where are we on the timeline now?
        Can you place that in time for us?
        When was this, and what happened?
        Let's follow the dates. Where are we now, and what happened?
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
        How does it sound in the first person?
        What do we hear in the writer's own voice?
        Can we have that in the original words?
        How do they put it themselves?
        Let's hear the voice behind the {kind}. How does it sound?
        What is said there in the first person?
        Would you read us the words as they stand?
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
    Function.CONTINUE: """
        And what follows from there?
        Please go on from there.
        How does it go on?
        And how does the thought continue?
        What does it say right after that?
        Stay with that thought. How does it continue?
        And where does that lead us?
        Let's follow that a step further. What comes next?
        Could you take that one step further for us?
        What is the next piece of it?
        And then, what comes right behind it?
        I'd like to stay with that for a moment. How does it go on?
    """,
    Function.LINK: """
        What else should we know?
        And what else is there?
        What else does the {kind} tell us?
        What belongs in the picture next?
        Let's hear some more of it.
        Where do we go from here?
        What would you add to that?
        What else would you point out here?
        Is there more to it than that?
        What comes next in the {kind}?
        And there is more, I take it. What comes next?
        What else do we learn in this part of the {kind}?
        Let's go one step further. What else is there to say?
        Let's keep going. What is the next thing a listener should hear?
        Which other piece of this should we put on the table?
        I'd like to hear the next piece of it. What comes now?
        What else is worth hearing before we move along?
        Let's look at it from one more side. What else is there?
        So much for {e}. What comes next?
        Let's leave {e} there. What else is there?
        Besides {e}, what else does the {kind} bring up?
        We have heard about {e}. What else should we know?
        That was about {e}. Where do we go from there?
        Beyond {e}, what else belongs in the picture?
        And apart from {e}, what do we learn?
    """,
    Function.TURN: """
        Let's turn to {p}. Where do we begin?
        That brings us to {p}. What should we know?
        Let's move on to {p}. What comes first?
        Next we come to {p}. What does the {kind} say?
        Now let's talk about {p}. Where shall we start?
        And now we come to {p}. What do we learn?
        Now for {p}. What stands at the start of it?
        The next part is about {p}. What is the first thing to know?
        Let's leave that there and come to {p}. What do we hear?
        Let's change the scene and look at {p}. What do we find?
    """,
    Function.TURN_SHORT: """
        Let's turn to {p}.
        That brings us to {p}.
        Let's move on to {p}.
        Next we come to {p}.
        And now to {p}.
        That takes us to {p}.
        Let's look at {p} now.
        On to {p}, then.
    """,
    Function.PLAIN_SHORT: """
        Let's move on a little.
        Let's turn the page now.
        Let's come to something else.
        Let's open the next part.
        Let's move along, then.
        Let's go on from there.
    """,
    Function.TURN_PLAIN: """
        Let's leave it there for now. What comes next in the {kind}?
        Where does the {kind} go from there?
        And what stands on the next pages?
        And what does the {kind} take up next?
        Let's move along. What is the next part about?
        What is the next thing the {kind} looks at?
        So what is the next thing to look at?
    """,
    Function.HEADED: """
        The next part has a heading: “{p}”. Where does it begin?
        The heading that comes next reads “{p}”. What do we learn?
        Then there is a part headed “{p}”. What does it say?
        Next in the {kind} we come to “{p}”. What stands there?
        The {kind} goes on under the words “{p}”. What follows?
        The next heading is “{p}”. What should we know?
        Let's open the part called “{p}”. How does it start?
    """,
    Function.SOURCE: """
        Let's open the next source: {title}. Where does it begin?
        The next source is {title}. What does it say?
        Now to another source, {title}. What do we learn there?
        Let's turn to {title}. What does it tell us?
        And then we have {title}. Where shall we start?
        Our next source is called {title}. What stands in it?
    """,
    Function.ENDING: """
        What should we remember?
        What is worth keeping?
        What is worth remembering from all this?
        If we remember one thing, what should it be?
        Before we close, what is worth keeping in mind?
        To finish, what would you have us remember?
        Let's come to the end. What is worth remembering?
        When all is said, what is worth taking along?
        We are nearly done. What is the one thing worth remembering from all of it?
        Before we close, one last question. What is worth remembering when everything else is forgotten?
    """,
    Function.CLOSING: """
        That was {title}, in the {kind}'s own words.
        And that was {title}, told in the {kind}'s own words.
        So much for {title}, in the {kind}'s own words.
        With that we close {title}, in the {kind}'s own words.
        Thank you for listening. That was {title}, in the {kind}'s own words.
        That is where we leave it. You have been listening to {title}, in the {kind}'s own words.
        We leave it there for now. That was {title}, and what you heard was told in the {kind}'s own words.
    """,
}
"""One form a line."""
