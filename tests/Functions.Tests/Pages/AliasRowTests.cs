using Importer.Reports;
using Pages;

namespace Functions.Tests.Pages;

public sealed class AliasRowTests
{
    [Fact]
    public void The_place_of_a_member_through_other_gateways_stands_beside_its_tier()
    {
        var report = new AliasReport
        {
            AsOf = DateTimeOffset.UnixEpoch,
            RunId = "run-1",
            Sentence = "now",
            Aliases =
            [
                new()
                {
                    Fleet = "ai",
                    Alias = "gpt-4o",
                    State = AliasState.Proven,
                    Sentence = "proven",
                    Members = [Member(null), Member(new Dictionary<string, int> { ["westeurope"] = 2 })],
                },
            ],
        };

        Assert.Equal(
            ["westus, tier *", "westus, tier *; through the gateway in westeurope priority 2"],
            AliasRows.Members(report).Select(row => row.Where)
        );
    }

    private static ReportMember Member(IReadOnlyDictionary<string, int>? byGateway) =>
        new()
        {
            Deployment = "contoso/gpt-4o",
            Account = "contoso",
            Backend = "ai--contoso--gpt-4o",
            Region = "westus",
            Sku = "GlobalStandard",
            Tier = "*",
            Priority = 1,
            ByGateway = byGateway,
            Share = 100,
            State = MemberState.Proven,
            Sentence = "proven",
        };
}
