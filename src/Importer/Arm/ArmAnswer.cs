using System.Text.Json;
using System.Text.Unicode;
using Azure;
using Importer.Redaction;

namespace Importer.Arm;

/// <summary>Translates an HTTP answer.</summary>
internal static class ArmAnswer
{
    // A name that stands twice in an object has no one meaning: which of two lists is the list?
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The answer with its body and the headers that matter.</summary>
    public static ArmResponse Of(Response response)
    {
        var (body, isMalformed) = Parse(response);
        return new()
        {
            Status = response.Status,
            Body = body,
            IsMalformed = isMalformed,
            ETag = Header(response, "ETag"),
            Error = response.Status >= 400 ? Error(body) : null,
            RequestId = RequestId(response),
            Location = Header(response, "Location"),
            AsyncOperation = Header(response, "Azure-AsyncOperation"),
            RetryAfter = ArmRetryAfter.Of(response),
        };
    }

    /// <summary>The error in a body, in Resource Manager's shape or without its envelope; empty texts when there is none.</summary>
    public static ArmError Error(JsonElement body)
    {
        var error = body.At("error") is { ValueKind: JsonValueKind.Object } inner ? inner : body;
        return new()
        {
            Code = SecretRedaction.Clean(error.Text("code")),
            Message = SecretRedaction.Clean(error.Text("message")),
            Details =
            [
                .. error
                    .Items("details")
                    .Select(detail => new ArmErrorDetail(
                        detail.Text("target") is { } target ? SecretRedaction.Clean(target) : null,
                        SecretRedaction.Clean(detail.Text("message"))
                    )),
            ],
        };
    }

    // A GUID is shown as it is; anything else is somebody's text.
    private static string? RequestId(Response response)
    {
        var id = Header(response, "x-ms-correlation-request-id") ?? Header(response, "x-ms-request-id");
        return id is null || Guid.TryParseExact(id, "D", out _) ? id : SecretRedaction.Clean(id);
    }

    private static string? Header(Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value : null;

    /// <summary>True when every text of a JSON answer is one: UTF-8, and no half of a surrogate pair among its escapes.</summary>
    internal static bool IsText(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        if (!json.Contains((byte)'\\'))
        {
            return true;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader is { ValueIsEscaped: true, TokenType: JsonTokenType.String or JsonTokenType.PropertyName } && !IsWhole(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static (JsonElement Body, bool IsMalformed) Parse(Response response)
    {
        var content = response.Content.ToMemory().Span;
        content = content.StartsWith(Utf8Mark) ? content[Utf8Mark.Length..] : content;
        if (content.IsEmpty)
        {
            return default;
        }

        try
        {
            return IsText(content) ? (JsonElement.Parse(content, Strict), false) : (default, true);
        }
        catch (JsonException)
        {
            // A page of a proxy, half an answer, or one that says two things.
            return (default, true);
        }
    }
}
