using System.Text.Json;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Importer.Tests.Fakes;

namespace Importer.Tests.Reports;

/// <summary>What the report says of the aliases of fleets, and from where.</summary>
public sealed class AliasReportTests
{
    private static readonly DateTimeOffset Now = AReport.Now;

    private readonly CountingStore _store = new(new InMemoryReportStore());

    [Fact]
    public async Task Members_stand_in_the_order_in_which_they_are_called_with_their_shares()
    {
        var alias = AnAlias.Of("gpt-4o", "p/gpt-4o:GlobalProvisionedManaged:50", "a/gpt-4o", "b/gpt-4o");
        await RanAsync(
            AnAlias.Run(
                "run-00000001",
                Now.AddMinutes(-2),
                alias with
                {
                    Members =
                    [
                        .. alias.Members.Select(
                            (member, index) => member with { Priority = index == 0 ? 1 : 2, Weight = index == 2 ? 50 : 100 }
                        ),
                    ],
                }
            )
        );

        var told = Assert.Single((await ReportAsync()).Aliases!.Aliases);

        Assert.Equal(
            ["1 100 % p/gpt-4o", "2 67 % a/gpt-4o", "2 33 % b/gpt-4o"],
            told.Members.Select(member => $"{member.Priority} {member.Share} % {DisplayText.ShortOf(member.Deployment)}")
        );
        Assert.Equal(
            ("p", "GlobalProvisionedManaged", "*Provisioned*", 50),
            (told.Members[0].Account, told.Members[0].Sku, told.Members[0].Tier, told.Members[0].Capacity)
        );
    }

    [Fact]
    public async Task What_nobody_called_is_not_proven_and_neither_is_an_old_answer()
    {
        await RanAsync(
            AnAlias.Run(
                "run-00000001",
                Now.AddMinutes(-2),
                AnAlias.Of("new", "x/new"),
                AnAlias.Of("old", "x/old"),
                AnAlias.Of("good", "x/good"),
                AnAlias.Of("sick", "x/sick")
            )
        );
        await RoundAsync(
            Check("x/old") with
            {
                HealthyAt = Now.AddHours(-5),
            },
            Check("x/good") with
            {
                HealthyAt = Now.AddMinutes(-6),
            },
            Check("x/sick") with
            {
                Status = ProbeStatus.Unhealthy,
                Cause = "the model failed",
            }
        );

        var report = (await ReportAsync()).Aliases!;

        Assert.Equal(
            [
                "good proven: answered a test call through x-openai at 2026-11-21 09:54 UTC",
                "new unproven: no test call of it is on record",
                "old unproven: last answered through x-openai at 2026-11-21 05:00 UTC, too long ago for the schedule of test calls",
                "sick unhealthy: does not answer through x-openai: the model failed",
            ],
            report.Aliases.Select(alias => $"{alias.Alias} {DisplayText.Of(alias.State)}: {Assert.Single(alias.Members).Sentence}")
        );
    }

    [Fact]
    public async Task A_call_through_the_fleet_says_more_of_its_member_than_one_through_the_accounts_own_API()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "x/gpt-4o")));
        await RoundAsync(
            Check("x/gpt-4o") with
            {
                HealthyAt = Now.AddMinutes(-6),
            },
            Check("x/gpt-4o") with
            {
                Api = "ai-probe",
                Status = ProbeStatus.Unhealthy,
                Cause = "403",
            }
        );

        var member = (await ReportAsync()).Aliases!.Aliases[0].Members[0];

        Assert.Equal((MemberState.Unhealthy, "does not answer through ai-probe: 403"), (member.State, member.Sentence));
    }

    [Fact]
    public async Task A_member_that_only_the_fleet_calls_stays_proven_by_the_run_that_called_it_while_it_is_a_member()
    {
        var alias = AnAlias.Of("gpt-4o", "x/gpt-4o");
        await RanAsync(
            AnAlias.Run("run-00000001", Now.AddMinutes(-9), alias) with
            {
                Probes = [Probe("x/gpt-4o", "ai-probe"), Probe("x/gpt-4o", "x-openai")],
            }
        );
        await RoundAsync();
        await RanAsync(AnAlias.Run("run-00000002", Now.AddMinutes(-1), alias));

        var member = (await ReportAsync()).Aliases!.Aliases[0].Members[0];
        Assert.Equal(
            (MemberState.Proven, "answered a test call through ai-probe at 2026-11-21 09:51 UTC"),
            (member.State, member.Sentence)
        );

        await RanAsync(AnAlias.Run("run-00000003", Now.AddSeconds(-50), AnAlias.Of("gpt-4o")));
        await RanAsync(AnAlias.Run("run-00000004", Now.AddSeconds(-40), alias));
        Assert.Equal(MemberState.Unproven, (await ReportAsync()).Aliases!.Aliases[0].Members[0].State);
    }

    [Fact]
    public async Task Aliases_that_nobody_looked_at_for_too_long_are_not_known_whatever_was_proven()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddHours(-3), AnAlias.Of("gpt-4o", "x/gpt-4o")));
        await RoundAsync(Check("x/gpt-4o") with { HealthyAt = Now.AddMinutes(-6) });

        var report = (await ReportAsync()).Aliases!;

        Assert.Equal((true, AliasState.Unknown), (report.IsStale, report.Aliases[0].State));
        Assert.Contains("as of 2026-11-21 07:00 UTC (3 hours ago), by run run-00000001", report.Sentence, StringComparison.Ordinal);
        Assert.Contains("nobody has looked since", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aliases_of_a_time_that_is_still_to_come_are_not_known()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddDays(1), AnAlias.Of("gpt-4o", "x/gpt-4o")));
        await RoundAsync(Check("x/gpt-4o") with { HealthyAt = Now.AddMinutes(-6) });

        var report = (await ReportAsync()).Aliases!;

        Assert.Equal(AliasState.Unknown, report.Aliases[0].State);
        Assert.Contains("a clock is wrong", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_whose_pool_could_not_be_written_is_not_proven_and_says_why()
    {
        await RanAsync(
            AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4.1", "x/gpt-4.1")) with
            {
                Outcome = RunOutcome.Partial,
                Steps = [AnAlias.Step("ai--x--gpt-4.1", StepOutcome.Done), AnAlias.Step("ai--gpt-4_1", StepOutcome.Failed, "409 Conflict")],
            }
        );
        await RoundAsync(Check("x/gpt-4.1") with { HealthyAt = Now.AddMinutes(-6) });

        var alias = (await ReportAsync()).Aliases!.Aliases[0];

        Assert.Equal(AliasState.Unproven, alias.State);
        Assert.EndsWith(
            "the gateway may hold other members: 1 of its writes are not done (409 Conflict)",
            alias.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_is_drained_leaves_or_waits_outside_is_told_until_a_run_looks_there_and_sees_it_otherwise()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-9), AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o")));
        var here = AnAlias.Of("gpt-4o", "a/gpt-4o");
        await RanAsync(
            AnAlias.Run("run-00000002", Now.AddMinutes(-8), here) with
            {
                SetAside =
                [
                    Outside("b/gpt-4o", "is drained, so no call of fleet 'ai' goes to it; take the tag off"),
                    Outside("c/gpt-4o", "waits outside fleet 'ai': the gateway's identity has no role"),
                    new("ai--b--gpt-4o", "backend ai--b--gpt-4o is taken out of the pools") { Kind = SetAsideKind.Leaving, LeavesAt = Now },
                ],
            }
        );

        // A run over another account sees what leaves, and knows nothing of who waits.
        await RanAsync(AnAlias.Run("run-00000003", Now.AddMinutes(-7), here) with { Scope = AnAlias.Id("d/gpt-4o") });
        Assert.Equal(["outside b/gpt-4o", "outside c/gpt-4o"], await AsidesAsync());

        await RanAsync(
            AnAlias.Run("run-00000004", Now.AddMinutes(-6), AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o")) with
            {
                Scope = AnAlias.Id("b/gpt-4o"),
            }
        );
        Assert.Equal(["outside c/gpt-4o"], await AsidesAsync());

        await RanAsync(
            AnAlias.Run("run-00000005", Now.AddMinutes(-5), here) with
            {
                SetAside = [new(AReport.Account.Split("/resourceGroups")[0], "403") { Kind = SetAsideKind.Unread }],
            }
        );
        Assert.Equal(["outside c/gpt-4o"], await AsidesAsync());
        Assert.Equal(Now.AddMinutes(-8), (await ReportAsync()).Aliases!.SweptAt);

        await RanAsync(AnAlias.Run("run-00000006", Now.AddMinutes(-4), here));
        Assert.Empty(await AsidesAsync());
    }

    [Fact]
    public async Task What_leaves_is_named_by_its_deployment_with_the_time()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-9), AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o")));
        await RanAsync(
            AnAlias.Run("run-00000002", Now.AddMinutes(-8), AnAlias.Of("gpt-4o", "a/gpt-4o")) with
            {
                SetAside = [new("ai--b--gpt-4o", "it is taken out") { Kind = SetAsideKind.Leaving, LeavesAt = Now.AddMinutes(1) }],
            }
        );

        var aside = Assert.Single((await ReportAsync()).Aliases!.Asides);

        Assert.Equal((AsideState.Leaving, AnAlias.Id("b/gpt-4o"), Now.AddMinutes(1)), (aside.State, aside.Subject, aside.LeavesAt));
    }

    [Fact]
    public async Task A_run_that_began_before_the_last_one_and_ended_after_it_changes_no_alias()
    {
        await RanAsync(AnAlias.Run("run-00000002", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o")));
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-3), AnAlias.Of("gpt-4o", "a/gpt-4o")) with { FinishedAt = Now });

        Assert.Equal(2, (await ReportAsync()).Aliases!.Aliases[0].Members.Count);
    }

    [Fact]
    public async Task A_run_that_did_not_look_at_fleets_changes_nothing_and_reads_nothing()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "a/gpt-4o")));
        var before = _store.Calls.Count(call => call.Contains(FleetRecords.Latest, StringComparison.Ordinal));

        await RanAsync(ARun.Of("run-00000009"));

        Assert.Equal(before, _store.Calls.Count(call => call.Contains(FleetRecords.Latest, StringComparison.Ordinal)));
        Assert.Single((await ReportAsync()).Aliases!.Aliases);
    }

    [Fact]
    public async Task A_report_reads_one_document_for_all_aliases_and_repeats_them_in_no_run()
    {
        for (var run = 1; run <= 9; run++)
        {
            await RanAsync(AnAlias.Run($"run-0000000{run}", Now.AddMinutes(run - 20), AnAlias.Of("gpt-4o", "a/gpt-4o")));
        }

        _store.Calls.Clear();
        var report = await ReportAsync();

        Assert.Single(_store.Calls, call => call.Contains("fleets/", StringComparison.Ordinal));
        Assert.All(report.Runs, run => Assert.Null(run.Aliases));
        Assert.NotNull(report.Aliases);
    }

    [Theory]
    [InlineData("{half")]
    [InlineData("null")]
    [InlineData("""{"asOf":"2026-11-21T09:59:00Z","startedAt":"2026-11-21T09:59:00Z","runId":"x","aliases":[null]}""")]
    [InlineData(
        """{"asOf":"2026-11-21T09:59:00Z","startedAt":"2026-11-21T09:59:00Z","runId":"x","aliases":[{"fleet":"ai","alias":"a","members":[null]}]}"""
    )]
    [InlineData("""{"asOf":"2026-11-21T09:59:00Z","startedAt":"2026-11-21T09:59:00Z","runId":"x","asides":[null]}""")]
    public async Task A_document_that_no_run_wrote_says_nothing_and_the_next_run_makes_it_good(string content)
    {
        await _store.WriteAsync(FleetRecords.Latest, BinaryData.FromString(content), "application/json", null, CancellationToken.None);
        Assert.Null((await ReportAsync()).Aliases);

        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "a/gpt-4o")));

        Assert.Single((await ReportAsync()).Aliases!.Aliases);
    }

    [Fact]
    public async Task Secrets_in_what_others_wrote_are_not_shown()
    {
        await RanAsync(
            AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "a/gpt-4o")) with
            {
                SetAside = [Outside("b/gpt-4o", "see https://x.blob.core.windows.net/a?sig=abcdefghijklmnop")],
            }
        );

        Assert.DoesNotContain(
            "abcdefghijklmnop",
            JsonSerializer.Serialize(await ReportAsync(), ReportJson.Default.ReportDocument),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("abcdefghijklmnop", (await ReportAsync()).Aliases!.Asides[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_has_the_age_the_members_in_order_the_losses_and_who_stands_outside()
    {
        await RanAsync(
            AnAlias.Run(
                "run-00000001",
                Now.AddMinutes(-2),
                AnAlias.Of("gpt-4o", "p/gpt-4o:GlobalProvisionedManaged:50", "a/gpt-4o"),
                AnAlias.Of("none")
            ) with
            {
                SetAside = [Outside("b/gpt-4o", "is paused")],
            }
        );
        await RoundAsync(Check("a/gpt-4o") with { HealthyAt = Now.AddMinutes(-6) });

        var text = ReportMarkdown.Write(await ReportAsync());

        Assert.Contains(
            """
            ## Aliases

            as of 2026-11-21 09:58 UTC (2 minutes ago), by run run-00000001; every account was last looked at 2026-11-21 09:58 UTC.

            | Fleet | Alias | State | Members | If the largest account or region goes |
            |---|---|---|---|---|
            | ai | gpt-4o | proven: 1 of 2 members proven | 2 | if region westus goes, no member is left and calls are answered with 503; if account p goes, 1 of 2 members are left, with 0 of 50 PTUs (50 cannot be carried) and 10 of 10 standard units |
            | ai | none | unserved: it waits for its first member: the gateway answers its calls with 503 | 0 |  |

            | Alias | Priority | Share | Deployment | SKU | Region | Tier | State |
            |---|---|---|---|---|---|---|---|
            | ai/gpt-4o | 1 | 100 % | p/gpt-4o | GlobalProvisionedManaged | westus | `*Provisioned*` | unproven: no test call of it is on record |
            | ai/gpt-4o | 2 | 100 % | a/gpt-4o | GlobalStandard | westus | `*` | proven: answered a test call through a-openai at 2026-11-21 09:54 UTC |

            - outside: b/gpt-4o (fleet ai): is paused
            """,
            text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_member_whose_place_is_another_one_through_some_gateways_tells_it_in_data_and_Markdown()
    {
        var alias = AnAlias.Of("gpt-4o", "a/gpt-4o", "b/gpt-4o");
        await RanAsync(
            AnAlias.Run(
                "run-00000001",
                Now.AddMinutes(-2),
                alias with
                {
                    Members =
                    [
                        alias.Members[0],
                        alias.Members[1] with
                        {
                            ByGateway = new Dictionary<string, int> { ["westeurope"] = 3, ["eastus"] = 1 },
                        },
                    ],
                }
            )
        );

        var report = await ReportAsync();

        Assert.Equal(3, report.Aliases!.Aliases[0].Members[1].ByGateway!["westeurope"]);
        Assert.Contains(
            "\"byGateway\":{\"westeurope\":3,\"eastus\":1}",
            JsonSerializer.Serialize(report, ReportJson.Default.ReportDocument),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "| ai/gpt-4o | 2; through the gateway in eastus priority 1, in westeurope priority 3 | 100 % | b/gpt-4o |",
            ReportMarkdown.Write(report),
            StringComparison.Ordinal
        );
        Assert.Contains("| ai/gpt-4o | 1 | 100 % | a/gpt-4o |", ReportMarkdown.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_circuit_breaker_is_told_before_anything_that_test_calls_say()
    {
        await RanAsync(AnAlias.Run("run-00000001", Now.AddMinutes(-2), AnAlias.Of("gpt-4o", "a/gpt-4o")));
        await RoundAsync(Check("a/gpt-4o") with { HealthyAt = Now.AddMinutes(-6) });
        var memory = await new FleetRecords(_store).ReadAsync(CancellationToken.None);

        var report = AliasReports.Of(
            memory!,
            await ReportAsync(),
            AReport.Usual,
            new Dictionary<string, DateTimeOffset> { ["ai--a--gpt-4o"] = Now.AddMinutes(-1) }
        )!;

        var member = report.Aliases[0].Members[0];
        Assert.Equal((MemberState.Open, AliasState.Unproven), (member.State, report.Aliases[0].State));
        Assert.StartsWith(
            "its circuit breaker is open since 2026-11-21 09:59 UTC; answered a test call",
            member.Sentence,
            StringComparison.Ordinal
        );
    }

    private async Task<IEnumerable<string>> AsidesAsync() =>
        (await ReportAsync()).Aliases!.Asides.Select(aside => $"{DisplayText.Of(aside.State)} {DisplayText.ShortOf(aside.Subject)}");

    private static RunSetAside Outside(string name, string reason) => new(AnAlias.Id(name), reason) { Fleet = "ai" };

    private static ProbeResult Probe(string name, string api) =>
        AReport.Probe("x", ProbeStatus.Healthy, api) with
        {
            Deployment = AnAlias.Id(name),
        };

    private static HealthCheck Check(string name) =>
        AReport.Check("x", ProbeStatus.Healthy) with
        {
            Deployment = AnAlias.Id(name),
            Api = $"{name.Split('/')[0]}-openai",
        };

    private Task RoundAsync(params HealthCheck[] checks) =>
        new HealthRecords(_store).WriteAsync(AReport.Round(checks) with { GeneratedAt = Now.AddMinutes(-1) }, CancellationToken.None);

    private Task RanAsync(RunReport run) => new RunRecords(_store).FinishAsync(run, CancellationToken.None);

    private Task<ReportDocument> ReportAsync() => new ReportBuilder(_store, new At(Now)).BuildAsync(AReport.Usual, CancellationToken.None);

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
