using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class SetHeaderTests
{
    [Fact]
    public void A_value_takes_the_place_of_what_was_there() =>
        Golden.Is(
            """
            <set-header name="api-key" exists-action="override">
              <value>{{contoso-key}}</value>
            </set-header>
            """,
            new SetHeader { Name = "api-key", Values = ["{{contoso-key}}"] }
        );

    [Fact]
    public void Several_values_keep_their_order() =>
        Golden.Is(
            """
            <set-header name="x-tag" exists-action="append">
              <value>one</value>
              <value>@(context.Api.Id &amp; "&lt;")</value>
            </set-header>
            """,
            new SetHeader
            {
                Name = "x-tag",
                ExistsAction = ExistsAction.Append,
                Values = ["one", "@(context.Api.Id & \"<\")"],
            }
        );

    [Fact]
    public void Deleting_has_no_values() =>
        Golden.Is("""<set-header name="api-key" exists-action="delete" />""", SetHeader.Delete("api-key"));

    [Fact]
    public void Values_without_purpose_and_purpose_without_values_are_refused()
    {
        Golden.Refuses("x-a", new SetHeader { Name = "x-a" });
        Golden.Refuses("x-a", SetHeader.Delete("x-a") with { Values = ["b"] });
    }

    [Fact]
    public void Headers_with_the_same_values_are_equal()
    {
        var one = new SetHeader { Name = "x-a", Values = ["b"] };
        var same = new SetHeader { Name = "x-a", Values = ["b"] };

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, same with { Values = ["c"] });
    }
}
