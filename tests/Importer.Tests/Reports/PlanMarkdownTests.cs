using Importer.Reports;
using Importer.Runs;

namespace Importer.Tests.Reports;

public sealed class PlanMarkdownTests
{
    [Fact]
    public void A_plan_reads_like_a_change_request()
    {
        const string Expected = """
            # Plan for API Management

            - Scope: `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso`
            - Made: 2026-11-21 10:00:00Z, as `run-00000001`
            - Result: Succeeded
            - **1 to create, 1 to update, 0 to delete**, 7 unchanged

            ## Changes

            - Create named value `contoso-openai`
            - Update API `contoso-openai` (held back): the backend is not there

              | Field | Now | Wanted |
              |---|---|---|
              | path | `a\|b` | `contoso/openai` |
              | policy | – | `<x> </x>` |


            ## Why each deployment is called so

            | Deployment | API | Compatibility | Reason |
            |---|---|---|---|
            | `contoso/gpt-4o` | `contoso-openai` | AzureOpenAIV1 | contoso holds only OpenAI models `\| <b>` |

            ## Left alone

            - `contoso/batch`: a batch SKU

            """;

        Assert.Equal(Expected, PlanMarkdown.Write(ARun.Full()));
    }

    [Fact]
    public void A_plan_without_steps_says_so()
    {
        var text = PlanMarkdown.Write(ARun.Of() with { Mode = RunMode.Plan });

        Assert.Contains("None: API Management holds what it should.", text, StringComparison.Ordinal);
        Assert.Contains("everything configured", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_was_stopped_says_why_and_does_not_claim_that_all_is_well()
    {
        var text = PlanMarkdown.Write(ARun.Of(outcome: RunOutcome.Refused) with { Error = "would delete 4 of 5 APIs" });

        Assert.Contains("> **Stopped:** would delete 4 of 5 APIs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("holds what it should", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("see https://evil.example now", "see `https://evil.example` now")]
    [InlineData("hey @org/team, **b** and [x](y)", "hey `@org/team, **b**` and `[x](y)`")]
    [InlineData("a `b` <c> | #12 GH-7", "a `'b' <c> \\| #12 GH-7`")]
    [InlineData("www.evil.example", "`www.evil.example`")]
    [InlineData("- a list\nand more", "`-` a list and more")]
    [InlineData("1. one", "`1.` one")]
    [InlineData("the backend is not there; POST /api/import", "the backend is not there; POST /api/import")]
    [InlineData("key 0123456789abcdef0123456789abcdef", "key (removed)")]
    public void What_others_wrote_is_shown_and_does_nothing(string text, string shown) => Assert.Equal(shown, MarkdownText.Of(text));
}
