using System.Text.Json;

namespace Importer.Arm;

/// <summary>
/// What an answer must show before anything is concluded from it. A proxy's page, an empty body, an error sent as a success or
/// half a document prove nothing: neither that something is there nor that it is gone. They are failed reads, and may pass.
/// </summary>
/// <remarks>
/// The shape of lists, errors and resources:
/// https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md
/// </remarks>
internal static class ArmProof
{
    /// <summary>The code of the failure, in the place of one of the service's.</summary>
    public const string Code = "UnexpectedAnswer";

    /// <summary>Whatever was asked: the answer is empty or JSON, a success holds no error, and a 404 is Resource Manager's own.</summary>
    /// <exception cref="ArmException">It is not.</exception>
    public static ArmResponse OfAny(ArmCall call, ArmResponse answer)
    {
        if (answer.Status == 404 && answer.Body.Text("error", "code") is not { Length: > 0 })
        {
            throw Missing(call, answer.Status, "the error body that Resource Manager sends with a 404");
        }

        if (answer.Status >= 400)
        {
            return answer;
        }

        if (answer.IsMalformed)
        {
            throw Missing(call, answer.Status, "JSON that can be read (whole, in valid Unicode, no name twice in an object)");
        }

        if (answer.Body.At("error")?.ValueKind == JsonValueKind.Object && answer.Body.Text("status") is null)
        {
            throw Missing(call, answer.Status, "a result: it holds an error");
        }

        return answer;
    }

    /// <summary>
    /// What was read: 200. Any other success is not the answer that was asked for: 202 says that the work goes on, 203 that a proxy changed
    /// the answer, 206 that it is a part.
    /// https://www.rfc-editor.org/rfc/rfc9110#section-15.3
    /// </summary>
    /// <exception cref="ArmException">It is another success.</exception>
    public static ArmResponse OfRead(ArmCall call, ArmResponse answer) =>
        answer.Status is 200 or >= 400 ? answer : throw Missing(call, answer.Status, "the whole answer, which comes as 200");

    /// <summary>One resource: an object with an id or a name.</summary>
    /// <exception cref="ArmException">It is none.</exception>
    public static ArmResponse OfResource(ArmCall call, ArmResponse answer) =>
        IdOf(answer.Body) is null ? throw Missing(call, answer.Status, "a resource with an id or a name") : answer;

    /// <summary>What an action gives: an object.</summary>
    /// <exception cref="ArmException">It is none.</exception>
    public static ArmResponse OfAction(ArmCall call, ArmResponse answer) =>
        answer.Body.ValueKind == JsonValueKind.Object ? answer : throw Missing(call, answer.Status, "a JSON object");

    /// <summary>The items of a page of a list, each with what identifies it.</summary>
    /// <exception cref="ArmException">It is no list, or an item has neither id nor name.</exception>
    public static IReadOnlyList<(string Id, JsonElement Item)> OfPage(ArmCall call, ArmResponse answer)
    {
        if (answer.Body.At("value") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw Missing(call, answer.Status, "a list: an array 'value'");
        }

        return
        [
            .. list.EnumerateArray()
                .Select(item => (IdOf(item) ?? throw Missing(call, answer.Status, "an id or a name in every item"), item)),
        ];
    }

    /// <summary>The items of a page of a list whose items have no ids: objects.</summary>
    /// <exception cref="ArmException">It is no list, or an item is no object.</exception>
    public static IReadOnlyList<JsonElement> OfValues(ArmCall call, ArmResponse answer) =>
        answer.Body.At("value") is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? [.. list.EnumerateArray()]
            : throw Missing(call, answer.Status, "a list: an array 'value' of objects");

    /// <summary>The link to the next page; null on the last one.</summary>
    /// <exception cref="ArmException">There is something in its place that is no link.</exception>
    public static string? NextPage(ArmCall call, ArmResponse answer) =>
        answer.Body.At("nextLink") switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } link => link.GetString() is { Length: > 0 } text ? text : null,
            _ => throw Missing(call, answer.Status, "a text as nextLink"),
        };

    /// <summary>The failure of a read whose answer lacks <paramref name="what"/>.</summary>
    public static ArmException Missing(ArmCall call, int status, string what) =>
        new(
            call,
            status,
            new() { Code = Code, Message = $"{call} was answered {status} without {what}; nothing is concluded from that answer" }
        );

    private static string? IdOf(JsonElement resource)
    {
        if (resource.Text("id") is { Length: > 0 } id)
        {
            return id;
        }

        if (resource.Text("name") is { Length: > 0 } name)
        {
            return name;
        }

        return null;
    }
}
