using System.Text.Json.Nodes;
using Importer.Lifecycle;
using Importer.Notifications;
using Importer.Reports;

namespace Importer.Tests.Notifying;

public sealed class WebhookMessagesTests
{
    private static readonly ReportDocument Bad = new()
    {
        GeneratedAt = DateTimeOffset.UnixEpoch,
        Attention = [new("old", "still does not answer", null, null), new("new", "does not answer", "grant the role", null)],
    };

    [Fact]
    public void A_card_has_the_shape_that_a_workflow_takes()
    {
        var card = WebhookMessages.Card(Bad, new StateChange(["new"], []));

        Assert.Equal("message", (string?)card["type"]);
        var attachment = Assert.Single(card["attachments"]!.AsArray())!;
        Assert.Equal("application/vnd.microsoft.card.adaptive", (string?)attachment["contentType"]);
        Assert.True(attachment.AsObject().ContainsKey("contentUrl"));
        Assert.Equal(("AdaptiveCard", "1.4"), ((string?)attachment["content"]!["type"], (string?)attachment["content"]!["version"]));
        var body = attachment["content"]!["body"]!.AsArray();
        Assert.Equal(("TextBlock", "Bolder"), ((string?)body[0]!["type"], (string?)body[0]!["weight"]));
        Assert.All(
            body.Skip(1),
            block =>
            {
                Assert.Equal("RichTextBlock", (string?)block!["type"]);
                var run = Assert.Single(block["inlines"]!.AsArray())!;
                Assert.Equal("TextRun", (string?)run["type"]);
                Assert.False(string.IsNullOrEmpty((string?)run["text"]));
            }
        );
    }

    [Fact]
    public void What_is_new_comes_first_with_its_fix_and_what_is_settled_last() =>
        Assert.Equal(
            [
                "Foundry models behind API Management: 2 actions required",
                "New: new: does not answer Fix: grant the role",
                "old: still does not answer",
                "Settled: gone",
            ],
            Texts(WebhookMessages.Card(Bad, new StateChange(["new"], ["gone"])))
        );

    [Fact]
    public void What_people_wrote_is_no_link_and_no_secret() =>
        Assert.Equal(
            "d: [see](https[:]//evil.example) **b** <at>all</at> key (removed)",
            Texts(
                WebhookMessages.Card(
                    Bad with
                    {
                        Attention =
                        [
                            new("d", "[see](https://evil.example) **b** <at>all</at> key 0123456789abcdef0123456789abcdef", null, null),
                        ],
                    },
                    null
                )
            )[1]
        );

    [Fact]
    public void Plain_json_holds_no_secret()
    {
        const string Words = "sent Bearer abc.def";
        var plain = WebhookMessages.Plain(Bad with { Attention = [new("d", Words, Words, null)] }, null).ToJsonString();

        Assert.DoesNotContain("abc.def", plain, StringComparison.Ordinal);
        Assert.Contains("(removed)", plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_is_cut_and_says_so()
    {
        var many = Bad with
        {
            Attention = [.. Enumerable.Range(0, 14).Select(each => new ReportAttention($"d{each}", "fails", null, null))],
        };

        Assert.Equal("… and 4 more; see the report.", Texts(WebhookMessages.Card(many, null))[^1]);
    }

    [Fact]
    public void What_is_told_as_a_warning_is_not_counted_among_the_rest()
    {
        var warnings = Enumerable.Range(0, 5).Select(Warning).ToList();
        var many = Bad with
        {
            Attention =
            [
                .. warnings.Select(warning => new ReportAttention(warning.Deployment, "stops", null, null) { Warnings = [warning.Key] }),
                .. Enumerable.Range(0, 12).Select(each => new ReportAttention($"d{each}", "fails", null, null)),
            ],
            Lifecycle = new LifecycleReport
            {
                GeneratedAt = Bad.GeneratedAt,
                Deployments = [],
                Warnings = warnings,
            },
        };

        var texts = Texts(WebhookMessages.Card(many, new StateChange([], []) { Warnings = [.. warnings.Select(warning => warning.Key)] }));

        Assert.Equal("… and 2 more; see the report.", texts[^1]);
    }

    [Fact]
    public void Plain_json_tells_everything()
    {
        var plain = WebhookMessages.Plain(Bad, new StateChange(["new"], ["gone"]));

        Assert.Equal(["new"], plain["new"]!.AsArray().Select(each => (string?)each));
        Assert.Equal(["gone"], plain["settled"]!.AsArray().Select(each => (string?)each));
        Assert.Equal(2, plain["attention"]!.AsArray().Count);
    }

    private static RetirementWarning Warning(int number) =>
        new()
        {
            Key = $"w{number}",
            Deployment = $"w{number}",
            Since = Bad.GeneratedAt,
            Sentence = "stops",
        };

    private static List<string?> Texts(JsonObject card) =>
        [
            .. card["attachments"]![0]!["content"]!["body"]!
                .AsArray()
                .Select(block => (string?)(block!["text"] ?? block["inlines"]![0]!["text"])),
        ];
}
