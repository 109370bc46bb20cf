using Cli.Commands;
using Cli.Output;
using Cli.Running;
using Importer.Reports;
using Importer.Runs;

namespace Cli.Tests;

/// <summary>What explain says of fleets: which aliases a deployment answers for, and who answers for an alias.</summary>
public sealed class ExplainedAliasTests
{
    private const string Account =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";

    private static readonly RunReport Plan = new()
    {
        Id = "run-1",
        Reason = RunReason.Manual,
        Mode = RunMode.Plan,
        StartedAt = DateTimeOffset.UnixEpoch,
        Aliases =
        [
            new()
            {
                Fleet = "ai",
                Alias = "chat",
                Members = [Member("gpt-4o", 1), Member("gpt-4o-std", 2)],
            },
            new() { Fleet = "ai", Alias = "empty" },
        ],
    };

    [Theory]
    [InlineData("contoso/gpt-4o", "chat 1")]
    [InlineData("gpt-4o-std", "chat 2")]
    [InlineData("chat", "chat 1, chat 2")]
    public void A_deployment_has_its_aliases_and_an_alias_its_members(string name, string memberships) =>
        Assert.Equal(
            memberships,
            string.Join(", ", Explained.Of(name, Plan).Memberships.Select(one => $"{one.Alias.Alias} {one.Member.Priority}"))
        );

    [Fact]
    public void What_is_neither_is_nothing() => Assert.True(Explained.Of("gpt-5", Plan).IsNothing);

    [Fact]
    public void An_alias_without_a_member_is_known() => Assert.Equal("empty", Assert.Single(Explained.Of("empty", Plan).Aliases).Alias);

    [Fact]
    public void The_place_of_a_member_through_other_gateways_stands_behind_its_own()
    {
        using var output = new StringWriter();
        var here = new Surroundings
        {
            Output = output,
            Error = TextWriter.Null,
            Folder = ".",
            Environment = new Dictionary<string, string?>(),
        };
        var member = Member("gpt-4o", 1) with { ByGateway = new Dictionary<string, int> { ["westeurope"] = 2 } };
        var run = Plan with { Aliases = [Plan.Aliases![0] with { Members = [member] }] };
        RunText.Write(new Screen(here, color: false, quiet: false), run, "contoso-apim", []);

        Assert.Contains(
            "1. contoso/gpt-4o, weight 100 (GlobalStandard, westus, tier *; through the gateway in westeurope priority 2)",
            string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
    }

    private static RunMember Member(string name, int priority) =>
        new()
        {
            Deployment = $"{Account}/deployments/{name}",
            Sku = "GlobalStandard",
            Region = "westus",
            Tier = "*",
            Priority = priority,
            Weight = 100,
        };
}
