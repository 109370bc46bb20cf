using Importer.Deployments;
using Importer.Health;
using Importer.Lifecycle;
using Importer.Reports;

namespace Browser.Tests;

/// <summary>A report of 1,000 accounts with 5 deployments each: one in a hundred deployments is broken by one of three causes.</summary>
internal static class LargeReport
{
    public const int Accounts = 1_000;
    public const int Each = 5;

    /// <summary>The name of a deployment that looks like HTML, far behind what stands in the page.</summary>
    public const string Evil = "zz<img src=x onerror=alert(1)>";

    private const string Group =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/";

    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-large", "o3", "gpt-4.1"];

    public static ReportDocument Make()
    {
        var names = Enumerable.Range(0, Accounts * Each).Select(Name).ToList();
        var checks = names.Select(Check).ToList();
        return new ReportDocument
        {
            GeneratedAt = SampleReport.Now,
            Health = new HealthSnapshot
            {
                GeneratedAt = SampleReport.Now,
                Summary = HealthSummary.Of(checks.Select(check => check.Status)),
                Checks = checks,
                Gateway = "https://contoso-apim.azure-api.net",
                Imported = [.. names.Select(Imported)],
                Apis = [.. Enumerable.Range(0, Accounts).Select(Api)],
            },
            Attention =
            [
                new ReportAttention(
                    $"{checks.Count(IsBroken)} deployments",
                    "the model failed",
                    "mostly this passes",
                    SampleReport.Now.AddHours(-1)
                )
                {
                    Names = [.. checks.Where(IsBroken).Select(check => check.Deployment)],
                    Section = RunbookSections.TestCalls,
                },
            ],
            Aliases = Aliases(names),
            Trends = [.. names.Select(Series)],
        };
    }

    // 200 aliases with 25 members each, and one that nobody serves.
    private static AliasReport Aliases(IReadOnlyList<(string Account, string Deployment)> names) =>
        new()
        {
            AsOf = SampleReport.Now,
            RunId = "20260314-093000-alia",
            Sentence = "as of 2026-03-14 09:30 UTC",
            Aliases =
            [
                .. names.Index().GroupBy(name => name.Index % 200).Select(group => Alias($"alias-{group.Key}", [.. group])),
                Alias("alias-of-nobody", []),
            ],
        };

    private static ReportAlias Alias(string name, IReadOnlyList<(int Index, (string Account, string Deployment) Item)> members) =>
        new()
        {
            Fleet = "ai",
            Alias = name,
            State = members.Count == 0 ? AliasState.Unserved : AliasState.Proven,
            Sentence = $"{members.Count} of {members.Count} members proven",
            Members =
            [
                .. members.Select(member => new ReportMember
                {
                    Deployment = Id(member.Item),
                    Account = member.Item.Account,
                    Backend = $"ai--{member.Item.Account}--{member.Item.Deployment}",
                    Region = "swedencentral",
                    Sku = "GlobalStandard",
                    Tier = "Global*",
                    Priority = 1 + (member.Index % 5),
                    Share = 4,
                    State = MemberState.Proven,
                    ProvenAt = SampleReport.Now.AddMinutes(-member.Index % 60),
                    Sentence = $"answered a test call through {member.Item.Account}-openai at 2026-03-14 09:{member.Index % 60:00} UTC",
                }),
            ],
            Losses = AliasHeadroom.Of([
                .. members.Select(member => new MemberCapacity(Id(member.Item), "swedencentral", "GlobalStandard", 50)),
            ]),
        };

    private static bool IsBroken(HealthCheck check) => check.Status == ProbeStatus.Unhealthy;

    private static (string Account, string Deployment) Name(int index) =>
        ($"account-{index / Each:0000}", index == (Accounts * Each) - 1 ? Evil : $"{Models[index % Each]}-{index:0000}");

    private static string Id((string Account, string Deployment) name) => $"{Group}{name.Account}/deployments/{name.Deployment}";

    private static HealthCheck Check((string Account, string Deployment) name, int index)
    {
        var isBroken = index % 100 == 50;
        return new HealthCheck
        {
            Deployment = Id(name),
            Api = $"{name.Account}-openai",
            Compatibility = Compatibility.AzureOpenAI,
            Capability = Capability.Chat,
            Status = isBroken ? ProbeStatus.Unhealthy : ProbeStatus.Healthy,
            HttpStatus = isBroken ? 500 : 200,
            LatencyMs = 200 + (index * 7919 % 900),
            Usage = isBroken ? null : new TokenUsage(8, 1, 9),
            Cause = isBroken ? $"the model failed (HTTP 500 InternalServerError: request {index})" : null,
            Fix = isBroken ? $"mostly this passes; if it stays, see Resource health of {name.Account} in the Azure portal" : null,
            Since = SampleReport.Now.AddDays(-1),
            CalledAt = SampleReport.Now.AddMinutes(-index % 60),
            HealthyAt = isBroken ? null : SampleReport.Now.AddMinutes(-index % 60),
        };
    }

    private static ImportedDeployment Imported((string Account, string Deployment) name) =>
        new()
        {
            Deployment = Id(name),
            Model = name.Deployment.Split('<')[0],
            Format = "OpenAI",
            Version = "2024-11-20",
            Sku = "GlobalStandard",
            Capacity = 50,
            Api = $"{name.Account}-openai",
            Path = $"{name.Account}/openai",
            Compatibility = Compatibility.AzureOpenAI,
            Reason = $"{name.Account} holds only OpenAI models",
            Settings = new Dictionary<string, string>
            {
                ["Policies.TokenLimit"] = "Rules[1] (Account '*-prod-*'): 5000 tokens a minute",
                ["*"] = "Defaults",
            },
        };

    private static ImportedApi Api(int index) =>
        new()
        {
            Api = $"account-{index:0000}-openai",
            Path = $"account-{index:0000}/openai",
            Compatibility = Compatibility.AzureOpenAI,
            ApiVersion = "2024-10-21",
            KeyHeader = "api-key",
            Example = $"gpt-4o-{index * Each:0000}",
            Does = Capability.Chat,
            Policies = SampleApis.All[0].Policies,
        };

    // A round each quarter of an hour.
    private static HealthSeries Series((string Account, string Deployment) name, int index) =>
        new(
            Id(name),
            $"{name.Account}-openai",
            [
                .. Enumerable
                    .Range(0, 7 * 96)
                    .Select(round => new HealthPoint(
                        SampleReport.Now.AddMinutes(-15 * ((7 * 96) - 1 - round)),
                        ((index * 31) + round) % 997 == 0 ? ProbeStatus.Unhealthy : ProbeStatus.Healthy,
                        200 + (((index * 7919) + (round * 31)) % 700),
                        9
                    )),
            ]
        );
}
