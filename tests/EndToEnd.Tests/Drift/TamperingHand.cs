using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Drift;

/// <summary>
/// Somebody with a token for Resource Manager. A call is <c>METHOD path body</c>, the path below the service unless it begins
/// with a slash; <c>{mark}</c> in a body stands for the importer's mark on the resource, <c>{url}</c> for its address, and <c>EDIT path
/// |pattern|text|</c>
/// replaces in a policy; <c>SAVE path</c> and <c>BACK path property</c> put a property back; <c>UNASSIGN path</c> takes all roles away.
/// </summary>
public sealed partial class TamperingHand(ArmDriver arm)
{
    private readonly Dictionary<string, JsonObject> _saved = [];

    public async Task DoAsync(IEnumerable<string> calls)
    {
        foreach (var call in calls)
        {
            await DoAsync(call.Split(' ', 3));
        }
    }

    private async Task DoAsync(string[] words)
    {
        var id = words[1] switch
        {
            "." => ArmDriver.Service,
            ['/', ..] => words[1],
            _ => $"{ArmDriver.Service}/{words[1]}",
        };
        switch (words[0])
        {
            case "DELETE":
                await arm.DeleteAsync(id);
                break;
            case "POST":
                await arm.PostAsync(id, await BodyAsync(id, words));
                break;
            case "PATCH":
                await arm.PatchAsync(id, await BodyAsync(id, words));
                break;
            case "SAVE":
                _saved[id] = (await arm.GetAsync(id))!["properties"]!.AsObject();
                break;
            case "BACK":
                await arm.PatchAsync(
                    id,
                    new JsonObject { ["properties"] = new JsonObject { [words[2]] = _saved[id][words[2]]!.DeepClone() } }
                );
                break;
            case "UNASSIGN":
                foreach (
                    var assignment in (await arm.GetAsync($"{id}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()"))![
                        "value"
                    ]!.AsArray()
                )
                {
                    await arm.DeleteAsync((string)assignment!["id"]!);
                }

                break;
            case "EDIT":
                await EditAsync(id, words[2].Split('|'));
                break;
            default:
                await arm.PutAsync(id, await BodyAsync(id, words));
                break;
        }
    }

    private async Task<JsonObject> BodyAsync(string id, string[] words)
    {
        var text = words.Length < 3 ? "{}" : words[2];
        if (
            text.Contains("{mark}", StringComparison.Ordinal)
            || text.Contains("{redesigned}", StringComparison.Ordinal)
            || text.Contains("{url}", StringComparison.Ordinal)
        )
        {
            var found = (await arm.GetAsync(id))!;
            text = text.Replace("{mark}", Mark().Match(found.ToJsonString()).Value, StringComparison.Ordinal)
                .Replace(
                    "{redesigned}",
                    Design().Replace(Mark().Match(found.ToJsonString()).Value, "design=0000000000000000"),
                    StringComparison.Ordinal
                )
                .Replace("{url}", (string?)found["properties"]!["url"], StringComparison.Ordinal);
        }

        return JsonNode.Parse(text)!.AsObject();
    }

    private async Task EditAsync(string id, string[] parts)
    {
        var before = (string)(await arm.GetAsync($"{id}?format=xml"))!["properties"]!["value"]!;
        var after = Regex.Replace(before, parts[1], parts[2], RegexOptions.Singleline);
        Assert.NotEqual(before, after);
        await arm.PutAsync(
            id,
            new JsonObject
            {
                ["properties"] = new JsonObject { ["format"] = "xml", ["value"] = after },
            }
        );
    }

    [GeneratedRegex(@"\[foundry-importer [^\]]+\]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"design=[^\s\]]*")]
    private static partial Regex Design();
}
