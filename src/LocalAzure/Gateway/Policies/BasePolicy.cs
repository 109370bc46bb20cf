using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// <c>base</c>: the policies of the scope above. The compiler puts them in its place, so it never runs itself.
/// https://learn.microsoft.com/azure/api-management/set-edit-policies#use-base-element-to-set-policy-evaluation-order
/// </summary>
internal static class BasePolicy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape(PolicyRegistry.BaseName),
            Sections = PolicySections.All,
            Once = true,
            Source = "https://learn.microsoft.com/azure/api-management/set-edit-policies#use-base-element-to-set-policy-evaluation-order",
            Make = static _ => throw new InvalidOperationException("'base' has to stand directly in a section."),
        };
}
