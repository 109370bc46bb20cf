using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class SetQueryParameterTests
{
    [Fact]
    public void A_parameter_is_set_when_it_is_missing() =>
        Golden.Is(
            """
            <set-query-parameter name="api-version" exists-action="skip">
              <value>2024-10-21</value>
            </set-query-parameter>
            """,
            new SetQueryParameter
            {
                Name = "api-version",
                ExistsAction = ExistsAction.Skip,
                Values = ["2024-10-21"],
            }
        );

    [Fact]
    public void Deleting_has_no_values() =>
        Golden.Is(
            """<set-query-parameter name="subscription-key" exists-action="delete" />""",
            SetQueryParameter.Delete("subscription-key")
        );
}
