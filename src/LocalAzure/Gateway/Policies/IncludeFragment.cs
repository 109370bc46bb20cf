using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>Runs a policy fragment in its place. https://learn.microsoft.com/azure/api-management/include-fragment-policy</summary>
internal sealed class IncludeFragment(string fragment) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("include-fragment") { Attributes = [new("fragment-id") { Required = true }] },
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/include-fragment-policy",
            Make = static node => new IncludeFragment(node.Text("fragment-id")!),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken) =>
        RunAllAsync(context.Snapshot.Fragment(fragment), context, cancellationToken);
}
