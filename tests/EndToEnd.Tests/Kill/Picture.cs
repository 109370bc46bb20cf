using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Kill;

/// <summary>What the service holds for an account, as text without the account's name: equal texts are equal imports.</summary>
internal static partial class Picture
{
    private static readonly string[] PartsOfApi = ["operations", "policies", "products", "tags", "diagnostics"];

    /// <summary>Everything of one account.</summary>
    public static async Task<string> OfAsync(ArmDriver arm, string account)
    {
        var parts = new List<string>();
        foreach (var kind in new[] { "apis", "backends", "namedValues" })
        {
            foreach (var name in await NamesAsync(arm, $"{ArmDriver.Service}/{kind}", account))
            {
                parts.Add(await arm.TextAsync($"{ArmDriver.Service}/{kind}/{name}"));
                foreach (var part in kind == "apis" ? PartsOfApi : [])
                {
                    parts.Add(await arm.TextAsync($"{ArmDriver.Service}/apis/{name}/{part}"));
                }
            }
        }

        var roles = (
            await arm.GetAsync($"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()")
        )!["value"]!.AsArray();
        parts.AddRange(
            roles
                .Select(role => $"{role!["properties"]!["roleDefinitionId"]} {role["properties"]!["principalId"]}")
                .Order(StringComparer.Ordinal)
        );
        return Designs().Replace(string.Join('\n', parts).Replace(account, "{account}", StringComparison.Ordinal), "$1=");
    }

    private static async Task<IEnumerable<string>> NamesAsync(ArmDriver arm, string list, string account) =>
        (await arm.GetAsync(list))!["value"]!
            .AsArray()
            .Select(item => (string)item!["name"]!)
            .Where(name => name.StartsWith($"{account}-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    // The hash of a design is of the account's own names and key, and so is what binds a mark to its resource.
    [GeneratedRegex(@"(design|bound)=[^\s\]]*")]
    private static partial Regex Designs();
}
