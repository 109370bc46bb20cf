using System.Security;
using System.Text;

namespace LocalAzure.Blob;

/// <summary>Answers of the blob service and its errors, see https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes</summary>
internal sealed record BlobAnswer(int Status)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public string? ContentType { get; init; }

    public static BlobAnswer Error(int status, string code, string message) => new(status)
    {
        Headers = [("x-ms-error-code", code)],
        ContentType = "application/xml",
        Body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>"),
    };

    public static BlobAnswer NotSimulated(string what) => Error(
        501, "NotSimulated", $"LocalAzure does not simulate {what}. What it simulates stands in docs/parity.md.");

    /// <summary>An answer about a blob, with its entity tag and time.</summary>
    public static BlobAnswer About(BlobEntry blob, int status) => new(status)
    {
        Headers = [("ETag", blob.ETag), ("Last-Modified", blob.LastModified.ToString("R"))],
    };

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
