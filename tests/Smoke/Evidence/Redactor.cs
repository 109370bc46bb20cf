using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Importer.Design;

namespace Smoke.Evidence;

/// <summary>
/// Takes out of what was called and answered what is nobody's business, so that equal things stay equal: ids and names become others, what
/// people wrote becomes <c>text-N</c>, secrets become <c>secret-N</c>. What it does not know, it takes out.
/// </summary>
internal sealed partial class Redactor
{
    // Built-in roles are the same in every tenant: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly HashSet<string> PublicIds = new(StringComparer.OrdinalIgnoreCase)
    {
        Roles.OpenAIUser,
        Roles.CognitiveServicesUser,
        Roles.OpenAIContributor,
    };

    private static readonly string[] AzureHosts =
    [
        ".azure-api.net",
        ".openai.azure.com",
        ".cognitiveservices.azure.com",
        ".services.ai.azure.com",
        ".ai.azure.com",
    ];

    private static readonly string[] PublicHosts =
    [
        "management.azure.com",
        "cognitiveservices.azure.com",
        "ai.azure.com",
        "login.microsoftonline.com",
        "learn.microsoft.com",
        "aka.ms",
        "json-schema.org",
        "spec.openapis.org",
    ];

    // In what is not the run's own, only Azure's words stay: the values of these fields.
    private static readonly HashSet<string> Vocabulary = new(StringComparer.OrdinalIgnoreCase)
    {
        "type",
        "kind",
        "location",
        "tier",
        "family",
        "size",
        "provisioningState",
        "targetProvisioningState",
        "format",
        "version",
        "versionUpgradeOption",
        "deploymentState",
        "publicNetworkAccess",
        "virtualNetworkType",
        "platformVersion",
        "natGatewayState",
        "developerPortalStatus",
        "legacyPortalStatus",
        "releaseChannel",
        "createdByType",
        "lastModifiedByType",
        "certificateSource",
        "principalType",
        "serviceTier",
        "key",
        "status",
    };

    /// <summary>What people set up for themselves beside what the importer reads; not recorded.</summary>
    public static IReadOnlyList<string> LeftOut { get; } =
    [
        "tags",
        "userAssignedIdentities",
        "privateEndpointConnections",
        "networkAcls",
        "virtualNetworkConfiguration",
        "additionalLocations",
        "certificates",
        "customProperties",
        "commitmentPlanAssociations",
        "userOwnedStorage",
        "encryption",
    ];

    private readonly NameBook _names = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _hidden = [];
    private readonly HashSet<string> _secrets = [];

    /// <summary>Says that a text must not appear anywhere, whatever stands around it.</summary>
    public void Forbid(string secret) => _secrets.Add(secret);

    /// <summary>Learns the names in the ids of what the run was pointed at.</summary>
    public void Learn(string id) => LearnIds(id);

    /// <summary>Says that a word is everybody's, such as a model's name.</summary>
    public void Spare(string word) => _names.Spare(word);

    /// <summary>What the run itself wrote, with names and ids replaced.</summary>
    public JsonNode? Own(JsonNode? node) => Rewrite(node, (_, text) => Text(text), _ => false);

    /// <summary>An answer that gives keys away: its form, and no value of it.</summary>
    public JsonNode? Secret(JsonNode? node) => Rewrite(node, (_, text) => Hidden("secret", text), _ => false);

    /// <summary>What was there before the run: its form, Azure's own words, and ids by their other names.</summary>
    public JsonNode? There(JsonNode? node) => Rewrite(node, Guarded, LeftOut.Contains);

    /// <summary>A text of the run's own, or an id, or an address.</summary>
    public string Text(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Hidden("secret", secret), StringComparison.Ordinal);
        }

        LearnIds(text);
        text = Address().Replace(text, match => $"{match.Groups["scheme"].Value}{Host(match.Groups["host"].Value)}");
        text = Mail().Replace(text, match => Hidden("text", match.Value));
        text = Guid().Replace(text, match => Id(match.Value));
        return _names.Replace(text);
    }

    /// <summary>A link that an answer gives: its way, and of its query what is public.</summary>
    public string Link(string link)
    {
        var (path, query) = link.Split('?', 2) is [var before, var after] ? (before, after) : (link, "");
        path = Operation().Replace(path, match => $"{match.Groups[1].Value}/{Hidden("operation", match.Groups[2].Value)}");
        return $"{Text(path)}{(query.Length == 0 ? "" : $"?{Query(query)}")}";
    }

    /// <summary>A query; the signatures that some operations carry in theirs are secrets.</summary>
    public string Query(string query) =>
        string.Join(
            '&',
            query
                .Split('&')
                .Select(part =>
                {
                    var (name, value) = part.Split('=', 2) is [var before, var after] ? (before, after) : (part, "");
                    return name.ToUpperInvariant() is "API-VERSION" or "$FILTER" or "$TOP" or "$SKIP" or "FORMAT" or "DELETEREVISIONS"
                        ? $"{name}={Escaped(value)}"
                        : $"{name}={Hidden("secret", value)}";
                })
        );

    /// <summary>An entity tag, still in its quotes.</summary>
    public string Tag(string tag) =>
        tag is "*"
            ? tag
            : tag switch
            {
                ['W', '/', .. var weak] => $"W/{Tag(weak)}",
                ['"', .., '"'] => $"\"{Hidden("tag", tag)}\"",
                _ => Hidden("tag", tag),
            };

    private string Escaped(string value) =>
        value.Contains('%', StringComparison.Ordinal) ? Uri.EscapeDataString(Text(Uri.UnescapeDataString(value))) : Text(value);

    private JsonNode? Rewrite(JsonNode? node, Func<string, string, string> rewrite, Func<string, bool> isLeftOut, string name = "") =>
        node switch
        {
            null => null,
            JsonObject body => new JsonObject(
                body.Where(field => !isLeftOut(field.Key))
                    .Select(field => KeyValuePair.Create(field.Key, Rewrite(field.Value, rewrite, isLeftOut, NameIn(name, field.Key))))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Rewrite(item, rewrite, isLeftOut, name))]),
            _ when node.GetValueKind() == JsonValueKind.String && name == "etag" => Tag(node.GetValue<string>()),
            _ when node.GetValueKind() == JsonValueKind.String && name == "nextLink" => Link(node.GetValue<string>()),
            _ when node.GetValueKind() == JsonValueKind.String => rewrite(name, node.GetValue<string>()),
            _ => node.DeepClone(),
        };

    // The fields of capabilities and of addresses have names of their own.
    private static string NameIn(string parent, string name) =>
        (parent, name) switch
        {
            ("capabilities" or "endpoints", _) => parent,
            ("model" or "sku", "name") or ("identity", "type") => "kind",
            _ => name,
        };

    private string Guarded(string name, string text) =>
        name switch
        {
            "capabilities" => text,
            "name" => _names.Whole(text) ?? Text(text),
            "endpoints" or "endpoint" or "gatewayUrl" or "regionalUrl" or "id" or "scope" or "roleDefinitionId" => Text(text),
            "customSubDomainName" => _names.Learn("account", text),
            "raiPolicyName" when text.StartsWith("Microsoft.", StringComparison.Ordinal) => text,
            _ when Vocabulary.Contains(name) || text.Length == 0 || Time().IsMatch(text) => text,
            _ when Guid().Match(text) is { Success: true } match && match.Value == text => Id(text),
            _ => Hidden("text", text),
        };

    private string Hidden(string kind, string text)
    {
        var key = $"{kind} {text}";
        if (!_hidden.TryGetValue(key, out var hidden))
        {
            _hidden[key] = hidden = $"{kind}-{_hidden.Keys.Count(known => known.StartsWith($"{kind} ", StringComparison.Ordinal)) + 1}";
        }

        return hidden;
    }

    private string Id(string id)
    {
        if (PublicIds.Contains(id))
        {
            return id;
        }

        if (!_ids.TryGetValue(id, out var other))
        {
            _ids[id] = other = $"a0000000-0000-0000-0000-{_ids.Count + 1:x12}";
        }

        return id.Any(char.IsAsciiLetterUpper) && !id.Any(char.IsAsciiLetterLower) ? other.ToUpperInvariant() : other;
    }

    // Names stand behind the words of a path, wherever a path stands.
    private void LearnIds(string text)
    {
        foreach (Match match in Named().Matches(text))
        {
            var kind = match.Groups[1].Value.Split('/')[^1].ToUpperInvariant() switch
            {
                "RESOURCEGROUPS" => "group",
                "SERVICE" => "service",
                _ => "account",
            };
            _ = _names.Learn(kind, match.Groups[2].Value);
            if (match.Groups["child"] is { Success: true, Value: var child } && !Belongings.IsOurs(child) && !_names.IsPublic(child))
            {
                _ = _names.Learn(match.Groups["type"].Value.TrimEnd('s'), child);
            }
        }
    }

    private string Host(string host)
    {
        if (PublicHosts.Contains(host, StringComparer.OrdinalIgnoreCase) || Local().IsMatch(host))
        {
            return host;
        }

        var known = AzureHosts.FirstOrDefault(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        return known is null ? $"{Hidden("host", host)}.example" : $"{_names.Learn("account", host[..^known.Length])}{known}";
    }

    [GeneratedRegex(@"(?<scheme>https?://)(?<host>[^/\s""'<>?\]]+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"\A(?:127\.0\.0\.1|localhost)(?::\d+)?\z")]
    private static partial Regex Local();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")]
    private static partial Regex Guid();

    [GeneratedRegex(@"(?i)(/operation(?:results|statuses|s))/([^/?]+)\z")]
    private static partial Regex Operation();

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})?\z")]
    private static partial Regex Time();

    [GeneratedRegex(
        @"(?i)/(resourcegroups|Microsoft\.ApiManagement/service|Microsoft\.CognitiveServices/accounts)/([^/?\s""'\]]+)(?:/(?<type>apis|products|deployments|backends|namedValues|subscriptions)/(?<child>[^/?\s""'\]]+))?"
    )]
    private static partial Regex Named();
}
