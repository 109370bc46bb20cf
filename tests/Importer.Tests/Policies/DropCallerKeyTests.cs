using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class DropCallerKeyTests
{
    [Fact]
    public void Every_place_of_a_key_is_emptied_once() =>
        Assert.Equal(["api-key", "Ocp-Apim-Subscription-Key", "?subscription-key"], Names(DropCallerKey.Elements()));

    [Fact]
    public void The_key_names_of_the_api_come_first() =>
        Assert.Equal(
            ["x-team-key", "api-key", "Ocp-Apim-Subscription-Key", "?team-key", "?subscription-key"],
            Names(DropCallerKey.Elements("x-team-key", "team-key"))
        );

    [Fact]
    public void Names_that_differ_only_in_case_are_one() =>
        Assert.Equal(
            ["API-KEY", "Ocp-Apim-Subscription-Key", "?Subscription-Key"],
            Names(DropCallerKey.Elements("API-KEY", "Subscription-Key"))
        );

    private static IEnumerable<string> Names(IEnumerable<PolicyElement> elements) =>
        elements.Select(element =>
            element switch
            {
                SetHeader { ExistsAction: ExistsAction.Delete } header => header.Name,
                SetQueryParameter { ExistsAction: ExistsAction.Delete } query => "?" + query.Name,
                _ => element.ElementName,
            }
        );
}
