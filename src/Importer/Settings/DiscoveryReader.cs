namespace Importer.Settings;

/// <summary>Reads where deployments are looked for.</summary>
internal static class DiscoveryReader
{
    /// <summary>The scopes, without those that another one covers.</summary>
    public static IReadOnlyList<ResourceId> Scopes(SettingNode node)
    {
        if (node.Items("Scopes").Count == 0)
        {
            node.Fault("Scopes", "is required. List the subscriptions, resource groups or Foundry accounts to look at.");
        }

        var scopes = node.List("Scopes", IdParsers.Scope);
        return [.. scopes.Where(scope => !scopes.Any(other => other != scope && other.Covers(scope)))];
    }

    /// <summary>The tag that leaves out; an empty one leaves nothing out.</summary>
    public static string OptOutTag(SettingNode node) =>
        node.Has("OptOutTag") && node.Child("OptOutTag").Text is null
            ? ""
            : node.Read("OptOutTag", NameParsers.Tag, "apim-import=off")!;
}
