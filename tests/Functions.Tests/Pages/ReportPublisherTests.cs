using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Functions.Publishing;
using Importer.Deployments;
using Importer.Health;
using Importer.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pages;

namespace Functions.Tests.Pages;

public sealed partial class ReportPublisherTests
{
    private const string Deployment = AppUnderTest.Deployment;

    private readonly InMemoryReportStore _store = new();

    [Fact]
    public async Task A_report_is_kept_as_page_data_and_Markdown_under_its_day_and_as_the_latest()
    {
        await PublishAsync(Day(14), ProbeStatus.Healthy, null);
        await PublishAsync(Day(15), ProbeStatus.Unhealthy, "the model failed");

        var names = await _store.ListAsync("reports/", CancellationToken.None);

        Assert.Equal(
            [
                "reports/2026-03-14/report.html",
                "reports/2026-03-14/report.json",
                "reports/2026-03-14/report.md",
                "reports/2026-03-15/report.html",
                "reports/2026-03-15/report.json",
                "reports/2026-03-15/report.md",
                "reports/latest.html",
                "reports/latest.json",
                "reports/latest.md",
            ],
            names
        );
        foreach (var form in (string[])["html", "json", "md"])
        {
            Assert.Equal(await TextAsync($"reports/2026-03-15/report.{form}"), await TextAsync($"reports/latest.{form}"));
            Assert.NotEqual(await TextAsync($"reports/2026-03-14/report.{form}"), await TextAsync($"reports/latest.{form}"));
        }
    }

    [Fact]
    public async Task What_changed_counts_from_the_report_before_in_all_three_forms()
    {
        await PublishAsync(Day(14), ProbeStatus.Healthy, null);
        await PublishAsync(Day(15), ProbeStatus.Unhealthy, "the model failed");

        const string Change = "contoso/gpt-4o through contoso-openai went from healthy to unhealthy: the model failed";
        var data = JsonSerializer.Deserialize(await TextAsync("reports/latest.json"), ReportJson.Default.ReportDocument)!;
        Assert.Equal(Day(14), data.ChangesSince);
        Assert.Contains(Change, data.Changes);
        Assert.Contains(Change, await TextAsync("reports/latest.html"), StringComparison.Ordinal);
        Assert.Contains($"- {Change}", await TextAsync("reports/latest.md"), StringComparison.Ordinal);
        Assert.Contains("first report", await TextAsync("reports/2026-03-14/report.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_wrote_is_text_in_the_page_and_in_the_Markdown()
    {
        await PublishAsync(Day(14), ProbeStatus.Unhealthy, "<script>alert(1)</script> | [click](https://evil.example) \"'&");

        var page = await TextAsync("reports/latest.html");
        var markdown = await TextAsync("reports/latest.md");

        Assert.Single(Scripts().Matches(page));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);

        // In Markdown it stands in code spans: neither an element nor a link.
        var outside = CodeSpans().Replace(markdown, "");
        Assert.Contains("<script>alert", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", outside, StringComparison.Ordinal);
        Assert.DoesNotContain("[click](", outside, StringComparison.Ordinal);
        Assert.All(
            markdown
                .Split('\n')
                .Where(line => line.StartsWith("| contoso", StringComparison.Ordinal) && line.Contains("alert", StringComparison.Ordinal)),
            line => Assert.Equal(7, Pipes().Count(line))
        );
    }

    [Fact]
    public async Task The_page_allows_its_own_script_and_style_by_their_hashes_and_nothing_else()
    {
        await PublishAsync(Day(14), ProbeStatus.Healthy, null);
        var page = await TextAsync("reports/latest.html");

        foreach (var (element, directive) in (IEnumerable<(string, string)>)[("script", "script-src"), ("style", "style-src")])
        {
            var content = Regex.Match(page, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Assert.Contains($"{directive} 'sha256-{hash}'", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        }

        Assert.Contains("default-src 'none'", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_without_anything_makes_a_page_that_says_what_will_fill_it()
    {
        var report = await new ReportBuilder(_store, TimeProvider.System).BuildAsync(CancellationToken.None);
        var page = await RenderAsync(report);

        Assert.Contains("Nothing has been tested yet", page, StringComparison.Ordinal);
        Assert.Contains("TestCalls", page, StringComparison.Ordinal);
        Assert.Contains("CheckDrift", page, StringComparison.Ordinal);
    }

    private static DateTimeOffset Day(int day) => new(2026, 3, day, 6, 0, 0, TimeSpan.Zero);

    private async Task PublishAsync(DateTimeOffset at, ProbeStatus status, string? cause)
    {
        await new HealthRecords(_store).WriteAsync(
            new HealthSnapshot
            {
                GeneratedAt = at,
                Summary = HealthSummary.Of([status]),
                Checks =
                [
                    new HealthCheck
                    {
                        Deployment = Deployment,
                        Api = "contoso-openai",
                        Compatibility = Compatibility.AzureOpenAI,
                        Status = status,
                        Cause = cause,
                        LatencyMs = 12,
                        Since = at,
                    },
                ],
            },
            CancellationToken.None
        );
        var report = await new ReportBuilder(_store, new StandingClock(at)).BuildAsync(CancellationToken.None);
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await new ReportPublisher(
            new ReportRenderer(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<ILoggerFactory>()),
            _store
        ).PublishAsync(report, CancellationToken.None);
    }

    private static async Task<string> RenderAsync(ReportDocument report)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return await new ReportRenderer(
            services.GetRequiredService<IServiceScopeFactory>(),
            services.GetRequiredService<ILoggerFactory>()
        ).RenderAsync(report);
    }

    private async Task<string> TextAsync(string name) => (await _store.ReadAsync(name, CancellationToken.None))!.Content.ToString();

    [GeneratedRegex("(`+)(?!`).+?(?<!`)\\1(?!`)")]
    private static partial Regex CodeSpans();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Pipes();

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
