"""The HOST's links, as data: how the talk goes on, turns to something else, and ends. No form claims anything.

Places in a form: {e} what was just spoken of, {p} the phrase of a heading, {q} the question that a usual heading
stands for, {title} of a source, {kind} document, paper, book, …
"""

from domain.script.extractive.moves import Function

LINKS: dict[Function, str] = {
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
        Let's come to {p}.
    """,
    Function.PLAIN_SHORT: """
        Let's move on a little.
        Let's turn the page now.
        Let's come to something else.
        Let's go on to the next part.
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
    Function.OUTRIGHT: """
        {q}?
        And {q}?
        So {q}?
        Now, {q}?
        Tell me, {q}?
        Let's move on: {q}?
        Here is the next question: {q}?
        That brings us to another question: {q}?
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
        When all is said and done, what should we take away?
        We are nearly done. What is the one thing worth remembering from all of it?
        Before we close, one last question. What is worth remembering when everything else is forgotten?
    """,
    Function.LAST: """
        How does the {kind} end?
        And how does it end?
        Where does the {kind} leave us?
        What does the {kind} leave us with?
        Let's come to the end. Where does the {kind} leave us?
        And towards the end, what does the {kind} say?
        We are nearly done. How does the {kind} end?
        Before we close, what does the {kind} leave us with?
        We have almost reached the end. What does the {kind} have to say there, before it stops?
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
