"""The chapters of a book, read for a person who wants to see them before anything is spoken."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.audiobook import BookActivities
    from domain.audiobook.ports import BookRead, ReadBook
    from domain.jobs.wire import BOOK_OUTLINE_WORKFLOW
    from workflows.jobs import policies


@workflow.defn(name=BOOK_OUTLINE_WORKFLOW)
class BookOutlineWorkflow:
    @workflow.run
    async def run(self, order: ReadBook) -> BookRead:
        return await workflow.execute_activity_method(
            BookActivities.read_book, order, activity_id="book", **policies.PREVIEWING
        )
