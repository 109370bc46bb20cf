using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Infra;

/// <summary>
/// The action that Resource Manager asks for before it lets a call pass: the resource type, then what is done to it.
/// https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions
/// </summary>
internal static partial class NeededAction
{
    /// <summary>The action of a call by its method and path.</summary>
    public static string Of(Call call)
    {
        // The last provider counts: a role assignment on an account is Microsoft.Authorization's.
        var path = call.Path.Split('?')[0];
        var provider = Provider().Match(path);
        Assert.True(provider.Success, $"{call} names no provider.");
        var segments = provider.Groups["rest"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries);

        // Namespace, then types and names by turns. A POST ends with the action itself.
        var type = string.Join('/', segments.Where((_, at) => at == 0 || at % 2 == 1));
        return call.Method switch
        {
            "GET" => $"{Polled(type)}/read",
            "PUT" or "PATCH" => $"{type}/write",
            "DELETE" => $"{type}/delete",
            "POST" => $"{type}/action",
            _ => throw new NotSupportedException($"{call}: which action is that?"),
        };
    }

    // The service's list of permissions knows one action for both addresses of a long-running operation:
    // https://learn.microsoft.com/azure/role-based-access-control/permissions/integration#microsoftapimanagement
    private static string Polled(string type) =>
        type.Replace("/operationstatuses", "/operationresults", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@".*/providers/(?<rest>[^?]+)")]
    private static partial Regex Provider();
}
