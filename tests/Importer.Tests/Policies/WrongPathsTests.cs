using System.Xml.Linq;
using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class WrongPathsTests
{
    public static TheoryData<string, string[]> Kinds =>
        new()
        {
            { "AzureOpenAI", ["/openai/"] },
            { "Http", ["/openai/openai/"] },
            { "AzureOpenAIV1", ["/openai/", "/v1/"] },
            { "AzureAI", ["/models/"] },
            { "Anthropic", ["/anthropic/", "/v1/v1/"] },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_calls_that_no_operation_takes_are_answered_and_only_with_a_part_twice(string kind, string[] parts)
    {
        var branch = Assert.Single(Of(kind).ToXml().Elements("when"));
        var condition = branch.Attribute("condition")!.Value;

        Assert.StartsWith("@(context.LastError.Reason == \"OperationNotFound\" && (", condition, StringComparison.Ordinal);
        Assert.Equal(parts.Length - 1, condition.Split(" || ").Length - 1);
        Assert.All(
            parts,
            part => Assert.Contains($"+ \"{part}\", StringComparison.OrdinalIgnoreCase)", condition, StringComparison.Ordinal)
        );
        Assert.Equal("404", branch.Descendants("set-status").Single().Attribute("code")!.Value);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_policy_stands_last_in_on_error_names_no_path_and_no_named_value(string kind, string[] parts)
    {
        Assert.NotEmpty(parts);
        var document = ApiPolicyDocument.Compose(
            new()
            {
                Backend = new() { BackendId = "contoso" },
                Identity = new() { Resource = "https://cognitiveservices.azure.com" },
                WrongPaths = Of(kind),
            }
        );

        Assert.Equal(["base", "choose"], document.OnError.Select(element => element.ElementName));
        Assert.Empty(PolicyElementFacts.Problems(document, "Consumption"));
        var xml = XElement.Parse(document.ToXml()).Element("on-error")!.ToString();
        Assert.DoesNotContain("{{", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("}}", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_it_on_error_holds_what_the_outer_scopes_say() =>
        Assert.Equal(
            [new BasePolicy()],
            ApiPolicyDocument
                .Compose(
                    new()
                    {
                        Backend = new() { BackendId = "contoso" },
                        BackendKey = "{{key}}",
                    }
                )
                .OnError
        );

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_stands_for_no_answer_that_people_gave_and_is_no_loss_of_itself(string kind, string[] parts)
    {
        Assert.NotEmpty(parts);
        const string Own =
            """<choose><when condition="@(true)"><return-response /></when><otherwise><return-response /></otherwise></choose>""";
        var (before, with) = (OnError(Own), OnError(Of(kind).ToXml().ToString()));

        Assert.Equal(2, PolicyLosses.Between(before, with).Count);
        Assert.Empty(PolicyLosses.Between(with, with));
        Assert.StartsWith("on-error: <return-response", Assert.Single(PolicyLosses.Between(with, OnError(""))), StringComparison.Ordinal);
    }

    private static string OnError(string inside) =>
        $"<policies><inbound /><backend /><outbound /><on-error><base />{inside}</on-error></policies>";

    private static PolicyElement Of(string kind) =>
        kind switch
        {
            "AzureOpenAI" => WrongPaths.OfAzureOpenAI(inOperations: false),
            "Http" => WrongPaths.OfAzureOpenAI(inOperations: true),
            "AzureOpenAIV1" => WrongPaths.OfV1(),
            "AzureAI" => WrongPaths.OfAzureAI(),
            _ => WrongPaths.OfAnthropic(),
        };
}
