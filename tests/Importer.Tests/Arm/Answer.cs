using System.Net;
using System.Text;

namespace Importer.Tests.Arm;

/// <summary>One scripted answer, or a failure in its place.</summary>
public sealed record Answer(int Status, string? Body = null)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Exception? Failure { get; init; }

    /// <summary>What the body is said to be.</summary>
    public string Type { get; init; } = "application/json";

    /// <summary>Happens when the request arrives, such as the end of a caller's patience.</summary>
    public Action? Before { get; init; }

    /// <summary>Happens when the answer is given, a little after the request.</summary>
    public Action? After { get; init; }

    public static Answer Dropped { get; } = new(0) { Failure = new HttpRequestException("connection reset") };

    public static Answer TimedOut { get; } = new(0) { Failure = new TaskCanceledException("no answer in time") };

    public static Answer Error(int status, string code, string message, string details = "[]") =>
        new(status, $$"""{ "error": { "code": "{{code}}", "message": "{{message}}", "details": {{details}} } }""");

    public Answer With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public HttpResponseMessage ToMessage()
    {
        var message = new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(Body ?? "", Encoding.UTF8, Type) };
        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}
