using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Lifecycle;
using Importer.Reports;
using Importer.Tests.Builders;

namespace Importer.Tests.Lifecycle;

/// <summary>A simulated year of rounds by two instances that are restarted before each: what is told, and how often.</summary>
public sealed class WatchYearTests : IDisposable
{
    private readonly WatchScene _scene = new();

    [Fact]
    public async Task In_a_year_every_warning_is_given_once_and_nothing_after_the_day()
    {
        _scene.Accounts.Add(
            AnAccount.Named(
                "contoso",
                ADeployment.Of("gpt-4o") with
                {
                    UpgradeOption = "NoAutoUpgrade",
                },
                ADeployment.Of("gpt-5") with
                {
                    UpgradeOption = "OnceCurrentVersionExpired",
                }
            )
        );
        _scene.List("gpt-4o", 200).List("gpt-5", 150);

        var told = await YearAsync();

        Assert.Equal(
            [(60, "gpt-5", 90), (110, "gpt-4o", 90), (120, "gpt-5", 30), (143, "gpt-5", 7), (170, "gpt-4o", 30), (193, "gpt-4o", 7)],
            told.Select(one => (one.Day, one.Deployment, one.Days!.Value))
        );
        Assert.Equal(told.Count, _scene.Lines.Count);
        Assert.Equal(told.Count, _scene.Messages);
    }

    [Fact]
    public async Task A_day_that_moves_is_told_once_and_its_thresholds_anew()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 100);

        // Warned of at 90 on day 10; on day 20 it moves 200 days away, on day 40 back to within 90, on day 60 again by a day.
        var told = await YearAsync(day =>
            _ = day switch
            {
                20 => _scene.List("gpt-4o", 200),
                40 => _scene.List("gpt-4o", 80),
                60 => _scene.List("gpt-4o", 59),
                _ => _scene,
            }
        );

        Assert.Equal([(10, 90), (20, null), (40, 90), (60, 90), (89, 30), (112, 7)], told.Select(one => (one.Day, one.Days)));
        Assert.Contains("its day has moved from 1970-04-11 to 1970-08-09", told[1].What, StringComparison.Ordinal);
        Assert.Contains("its day has moved from 1970-08-09 to 1970-05-01", told[2].What, StringComparison.Ordinal);
        Assert.Contains("its day has moved from 1970-05-01 to 1970-04-30", told[3].What, StringComparison.Ordinal);
        Assert.DoesNotContain("moved", told[4].What, StringComparison.Ordinal);
        Assert.Equal(told.Count, _scene.Lines.Count);
    }

    [Fact]
    public async Task A_day_that_is_no_longer_published_is_a_move_and_one_that_left_the_list_is_none()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 300);

        var told = await YearAsync(day =>
        {
            if (day == 10)
            {
                _scene.Catalogue.Models.Clear();
            }
            else if (day == 20)
            {
                _scene.List("gpt-4o", 280);
            }
            else if (day == 30)
            {
                _scene.List("gpt-4o", null);
            }
        });

        var one = Assert.Single(told);
        Assert.Equal((30, (int?)null), (one.Day, one.Days));
        Assert.Contains("to no published date", one.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_leaves_the_list_is_warned_of_by_the_day_that_was_known()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 100);

        var told = await YearAsync(day =>
        {
            if (day == 50)
            {
                _scene.Catalogue.Models.Clear();
            }
        });

        Assert.Equal([(10, 90), (70, 30), (93, 7)], told.Select(one => (one.Day, one.Days!.Value)));
        Assert.EndsWith(". The last list that had it named 1970-04-11", told[1].What, StringComparison.Ordinal);
        Assert.Equal(told.Count, _scene.Messages);
    }

    [Fact]
    public async Task Another_upgrade_option_is_told_anew_though_the_day_is_the_same()
    {
        _scene.Accounts.Add(AnAccount.Named("contoso", ADeployment.Of("gpt-4o") with { UpgradeOption = "OnceCurrentVersionExpired" }));
        _scene.List("gpt-4o", 100);

        var told = await YearAsync(day =>
        {
            if (day == 50)
            {
                _scene.Accounts[0] = AnAccount.Named("contoso", ADeployment.Of("gpt-4o") with { UpgradeOption = "NoAutoUpgrade" });
            }
        });

        Assert.Equal([(10, 90), (50, 90), (70, 30), (93, 7)], told.Select(one => (one.Day, one.Days!.Value)));
        Assert.Contains("becomes", told[0].What, StringComparison.Ordinal);
        Assert.Contains("stops on", told[1].What, StringComparison.Ordinal);
        Assert.Equal(told.Count, _scene.Messages);
    }

    [Fact]
    public async Task A_deployment_that_goes_and_a_model_that_is_upgraded_are_told_no_more()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o", "gpt-5"));
        _scene.List("gpt-4o", 100).List("gpt-5", 100);

        var told = await YearAsync(day =>
        {
            if (day == 50)
            {
                // One is deleted, the other upgraded to a version that is far from its end.
                _scene.Accounts[0] = AnAccount.Named("contoso", ADeployment.Of("gpt-5") with { ModelVersion = "2" });
                _scene.Catalogue.Models.Add(
                    new ListedModel
                    {
                        Format = "OpenAI",
                        Name = "gpt-5",
                        Version = "2",
                        RetiresAt = _scene.Now.AddDays(500),
                    }
                );
            }
        });

        Assert.Equal([10], told.Select(one => one.Day).Distinct());
        Assert.DoesNotContain(
            "gpt-4o",
            (await _scene.Store.ReadAsync(Foresight.LifecycleWatch.Memory, CancellationToken.None))!.Content.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task One_list_a_location_and_day_is_read_however_many_rounds_and_instances_there_are()
    {
        _scene.Accounts.AddRange(
            AnAccount.With("a", "gpt-4o"),
            AnAccount.With("b", "gpt-5"),
            AnAccount.With("c", "gpt-5") with
            {
                Account = AnAccount.Account("c") with { Region = "eastus" },
            }
        );
        _scene.List("gpt-4o", 400);

        await YearAsync(days: 10);

        Assert.Equal(10, _scene.Catalogue.Reads.Count(read => read == "models swedencentral"));
        Assert.Equal(10, _scene.Catalogue.Reads.Count(read => read == "models eastus"));
        Assert.Equal(20, _scene.Catalogue.Reads.Count(read => read.StartsWith("usages", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_two_instances_at_once_one_reads()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 80);
        using var held = new SemaphoreSlim(0);
        _scene.Catalogue.Meanwhile = held.WaitAsync;
        var first = _scene.LookAsync();

        _scene.Catalogue.Meanwhile = () => Task.CompletedTask;
        var second = (await _scene.LookAsync())!.Deployments.Single();
        held.Release();
        await first;
        var third = (await _scene.LookAsync())!.Deployments.Single();

        Assert.Equal(1, _scene.Catalogue.Reads.Count(read => read == "models swedencentral"));
        Assert.Equal((RetirementOutlook.Unread, RetirementOutlook.Stops), (second.Outlook, third.Outlook));
    }

    [Fact]
    public async Task A_refused_list_is_asked_for_once_a_day_and_said_and_one_that_may_pass_an_hour_later()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        (_scene.Catalogue.Fault, _scene.Catalogue.MayPass) = ("no right", false);
        var refused = await _scene.LookAsync();
        _scene.Clock.Advance(TimeSpan.FromHours(2));
        await _scene.LookAsync();
        var reads = _scene.Catalogue.Reads.Count;
        _scene.Clock.Advance(TimeSpan.FromHours(22));
        (_scene.Catalogue.Fault, _scene.Catalogue.MayPass) = ("busy", true);
        await _scene.LookAsync();
        _scene.Clock.Advance(TimeSpan.FromMinutes(15));
        await _scene.LookAsync();
        _scene.Clock.Advance(TimeSpan.FromMinutes(50));
        _scene.Catalogue.Fault = null;
        _scene.List("gpt-4o", 80);
        var read = await _scene.LookAsync();

        Assert.Equal(["no right"], refused!.Unread);
        Assert.Equal("when gpt-4o 1 is retired is not known: no right", refused.Deployments.Single().Sentence);
        Assert.Equal((2, 6), (reads, _scene.Catalogue.Reads.Count));
        Assert.Equal((RetirementOutlook.Stops, 0), (read!.Deployments.Single().Outlook, read.Unread.Count));
    }

    [Fact]
    public async Task A_look_that_finds_nothing_new_does_not_write_its_memory()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 80);
        await _scene.LookAsync();
        var written = new List<string>();
        _scene.Store.Written = written.Add;

        _scene.Clock.Advance(TimeSpan.FromHours(1));
        await _scene.LookAsync();

        Assert.Equal([LifecycleRecords.Latest], written);
    }

    [Fact]
    public async Task Switched_off_it_reads_and_writes_nothing()
    {
        using var scene = new WatchScene(new LifecycleSettings());
        scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));

        Assert.Null(await scene.LookAsync());
        Assert.Empty(scene.Catalogue.Reads);
        Assert.Empty(scene.Store.Texts);
    }

    [Fact]
    public async Task What_nobody_renews_warns_of_nothing_and_says_so()
    {
        _scene.Accounts.Add(AnAccount.With("contoso", "gpt-4o"));
        _scene.List("gpt-4o", 80);
        await _scene.LookAsync();
        _scene.Clock.Advance(TimeSpan.FromDays(3));

        var report = await _scene.ReportAsync();

        Assert.Empty(report.Attention);
        Assert.Equal(
            "the last look ahead was on 1970-01-01: Lifecycle.Watch is off, or no round of test calls has come to its end since",
            Assert.Single(report.Lifecycle!.Unread)
        );
    }

    public void Dispose() => _scene.Dispose();

    private async Task<IReadOnlyList<(int Day, string Deployment, int? Days, string What)>> YearAsync(
        Action<int>? change = null,
        int days = 366
    )
    {
        var told = new List<(int, string, int?, string)>();
        for (var day = 0; day < days; day++)
        {
            change?.Invoke(day);
            foreach (var _ in Enumerable.Range(0, 2))
            {
                await Task.WhenAll(_scene.LookAsync(), _scene.LookAsync());
                string?[] messages = [await _scene.TellAsync(), await _scene.TellAsync()];
                told.AddRange(
                    messages
                        .OfType<string>()
                        .SelectMany(text => JsonNode.Parse(text)!["warnings"]!.AsArray())
                        .Select(warning =>
                            (day, ((string)warning!["subject"]!).Split('/')[^1], (int?)warning["days"], (string)warning["what"]!)
                        )
                );
                _scene.Clock.Advance(TimeSpan.FromHours(12));
            }
        }

        return told;
    }
}
