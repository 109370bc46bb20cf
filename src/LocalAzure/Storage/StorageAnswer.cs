using System.Security;
using System.Text;
using System.Xml.Linq;

namespace LocalAzure.Storage;

/// <summary>
/// Answers of the storage services and their errors, see https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2
/// </summary>
internal sealed record StorageAnswer(int Status)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public string? ContentType { get; init; }

    public static StorageAnswer Error(int status, string code, string message) =>
        new(status)
        {
            Headers = [("x-ms-error-code", code)],
            ContentType = "application/xml",
            Body = Encoding.UTF8.GetBytes(
                $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>"
            ),
        };

    public static StorageAnswer NotSimulated(string what) =>
        Error(501, "NotSimulated", $"LocalAzure does not simulate {what}. What it simulates stands in docs/parity.md.");

    public static StorageAnswer Xml(XElement document, int status = 200) =>
        new(status)
        {
            ContentType = "application/xml",
            Body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>{document.ToString(SaveOptions.DisableFormatting)}"),
        };

    /// <summary>A number in the query that is out of its range.</summary>
    public static StorageAnswer OutOfRange(string parameter) =>
        Error(
            400,
            "OutOfRangeQueryParameterValue",
            $"One of the query parameters specified in the request URI is outside the permissible range: {parameter}."
        );

    /// <summary>The same answer with more headers.</summary>
    public StorageAnswer With(params (string Name, string Value)[] headers) => this with { Headers = [.. Headers, .. headers] };

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentType = ContentType;
        if (Status != StatusCodes.Status304NotModified)
        {
            response.ContentLength = Body.Length;
        }

        if (Body.Length > 0 && !HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}
