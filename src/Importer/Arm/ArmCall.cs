namespace Importer.Arm;

/// <summary>What was called.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without its query.</param>
public readonly record struct ArmCall(string Method, string Path)
{
    /// <summary>
    /// The right that the call needs, as roles name it: <c>Microsoft.ApiManagement/service/apis/write</c>; null for a path
    /// that names no provider.
    /// </summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format</remarks>
    public string? Action
    {
        get
        {
            var segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var provider = Array.FindLastIndex(segments, segment => segment.Equals("providers", StringComparison.OrdinalIgnoreCase));
            if (provider < 0 || provider + 1 >= segments.Length)
            {
                return null;
            }

            var type = segments[(provider + 2)..].Where((_, index) => index % 2 == 0);
            return $"{segments[provider + 1]}/{string.Join('/', type)}/{Verb}";
        }
    }

    private string Verb => Method switch
    {
        "PUT" or "PATCH" => "write",
        "DELETE" => "delete",
        "POST" => "action",
        _ => "read",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}
