using System.Xml.Linq;
using Importer.Tests.Policies;
using LocalAzure.Gateway.Documents;
using LocalAzure.Gateway.Policies;

namespace EndToEnd.Tests.Settings;

/// <summary>
/// Every policy document that settings can lead to, before the stricter judge: sections, scopes, tiers, attributes, expressions.
/// </summary>
public sealed class PolicyCombinationTests
{
    [Theory]
    [InlineData("Developer")]
    [InlineData("StandardV2")]
    public void Every_combination_of_switches_is_taken(string sku)
    {
        var documents = ApiPolicySamples.All().Select(document => document.ToXml()).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(documents.Count > 1000, "too few samples");
        Assert.Empty(
            documents
                .SelectMany(xml => PolicyRegistry.Check(XElement.Parse(xml, LoadOptions.SetLineInfo), PolicyScope.Api, sku))
                .Select(fault => fault.Message)
                .Distinct(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_judge_does_find_faults() =>
        Assert.NotEmpty(
            PolicyRegistry.Check(
                XElement.Parse(
                    """<policies><inbound><choose><when condition="@(context.Operation.Nothing == 1)"><base /></when></choose></inbound></policies>""",
                    LoadOptions.SetLineInfo
                ),
                PolicyScope.Api,
                "Developer"
            )
        );
}
