namespace LocalAzure.Gateway.Documents;

/// <summary>The element names of the sections.</summary>
internal static class SectionNames
{
    public static readonly IReadOnlyDictionary<string, PolicySections> All = new Dictionary<string, PolicySections>(StringComparer.Ordinal)
    {
        ["inbound"] = PolicySections.Inbound,
        ["backend"] = PolicySections.Backend,
        ["outbound"] = PolicySections.Outbound,
        ["on-error"] = PolicySections.OnError,
    };

    public static string Of(PolicySections section) => All.First(pair => pair.Value == section).Key;
}
