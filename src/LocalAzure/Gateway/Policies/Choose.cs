using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Runs the first branch whose condition holds. https://learn.microsoft.com/azure/api-management/choose-policy</summary>
internal sealed class Choose(
    IReadOnlyList<(PolicyValue Condition, IReadOnlyList<Policy> Policies)> branches,
    IReadOnlyList<Policy> otherwise
) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("choose")
            {
                Elements =
                [
                    new ElementShape("when")
                    {
                        Attributes = [new("condition", ValueKind.Condition) { Required = true, Expression = true }],
                        Policies = true,
                        Least = 1,
                    },
                    new ElementShape("otherwise") { Policies = true, Most = 1 },
                ],
            },
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/choose-policy",
            Make = static node => new Choose(
                [.. node.Children("when").Select(when => (when.Value("condition", "false"), when.Policies()))],
                [.. node.Children("otherwise").SelectMany(branch => branch.Policies())]
            ),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        foreach (var (condition, policies) in branches)
        {
            if (condition.Truth(context))
            {
                return RunAllAsync(policies, context, cancellationToken);
            }
        }

        return RunAllAsync(otherwise, context, cancellationToken);
    }
}
