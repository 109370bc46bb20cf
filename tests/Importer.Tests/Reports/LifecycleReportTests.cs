using Importer.Reports;
using Importer.Tests.Builders;
using Importer.Tests.Lifecycle;

namespace Importer.Tests.Reports;

/// <summary>What is ahead, in the report: as an action required, in Markdown and for webhooks.</summary>
public sealed class LifecycleReportTests : IDisposable
{
    private readonly WatchScene _scene = new();

    [Fact]
    public async Task Deployments_of_one_model_and_day_are_one_action_and_one_warning_each()
    {
        _scene.Accounts.AddRange(AnAccount.With("a", "gpt-4o"), AnAccount.With("b", "gpt-4o", "gpt-5"));
        _scene.List("gpt-4o", 20).List("gpt-5", 10);
        await _scene.LookAsync();

        var report = await _scene.ReportAsync();

        Assert.Equal(
            ["/b/deployments/gpt-5", "2 deployments"],
            report.Attention.Select(item =>
                item.Subject.Contains("/b/", StringComparison.Ordinal) ? item.Subject[^"/b/deployments/gpt-5".Length..] : item.Subject
            )
        );
        Assert.Equal(2, report.Attention[1].Names.Count);
        Assert.Equal(2, report.Attention[1].Warnings.Count);
        Assert.Equal(3, report.Lifecycle!.Warnings.Count);
    }

    [Fact]
    public async Task Markdown_has_the_nearest_day_first_and_what_is_not_known_last()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o", "gpt-5", "o3"));
        _scene.List("gpt-4o", 200).List("gpt-5", 100).List("o3", null);
        await _scene.LookAsync();

        var text = ReportMarkdown.Write(await _scene.ReportAsync());

        var section = text[text.IndexOf("## What is ahead", StringComparison.Ordinal)..];
        string[] order =
        [
            "contoso/gpt-5: gpt-5 1",
            "contoso/gpt-4o: gpt-4o 1",
            "contoso/o3: no retirement date is published",
            "how much quota is free is not known",
        ];
        Assert.Equal(
            order.Select(words => section.IndexOf(words, StringComparison.Ordinal)).Order(),
            order.Select(words => section.IndexOf(words, StringComparison.Ordinal))
        );
        Assert.All(order, words => Assert.Contains(words, section, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_without_a_look_has_no_part_for_it() =>
        Assert.DoesNotContain("What is ahead", ReportMarkdown.Write(await _scene.ReportAsync()), StringComparison.Ordinal);

    [Fact]
    public async Task An_outage_of_a_deployment_that_is_warned_of_is_told_and_the_warning_never_settles()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 80);
        await _scene.LookAsync();
        var warned = await _scene.TellAsync();
        await new HealthRecords(_scene.Store).WriteAsync(
            AReport.Round(
                AReport.Check("gpt-4o", Importer.Health.ProbeStatus.Unhealthy, Importer.Health.CauseCode.ModelFault, "the model failed")
            ),
            CancellationToken.None
        );
        var broken = await _scene.TellAsync();
        _scene.Accounts.Clear();
        await _scene.LookAsync();
        var gone = await _scene.TellAsync();

        Assert.Contains("\"days\":90", warned, StringComparison.Ordinal);
        Assert.Contains("the model failed", broken, StringComparison.Ordinal);
        Assert.Contains("\"warnings\":[]", broken, StringComparison.Ordinal);
        Assert.Null(gone);
    }

    [Fact]
    public async Task Secrets_in_names_of_others_are_not_shown()
    {
        await new LifecycleRecords(_scene.Store).WriteAsync(
            new LifecycleReport { GeneratedAt = _scene.Now, Unread = ["see https://x.blob.core.windows.net/a?sig=abcdefghijklmnop"] },
            CancellationToken.None
        );

        // The page and the data show it as it was read, Markdown hides once more.
        Assert.DoesNotContain("abcdefghijklmnop", Assert.Single((await _scene.ReportAsync()).Lifecycle!.Unread), StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefghijklmnop", ReportMarkdown.Write(await _scene.ReportAsync()), StringComparison.Ordinal);
    }

    public void Dispose() => _scene.Dispose();
}
