using Azure.Core.Pipeline;
using Importer.Arm;

namespace Importer.Tests.Arm;

/// <summary>
/// Resource Manager by script: each call gets the next answer registered for it, and the last one for good; a call that
/// nobody registered fails the test.
/// </summary>
internal sealed class ScriptedArm : HttpMessageHandler
{
    public static readonly Uri Endpoint = new("http://127.0.0.1:9");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Answer>> _script = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Sent> _sent = [];

    public ScriptedArm() => Token = new(Clock);

    public MovingClock Clock { get; } = new();

    public StaticToken Token { get; }

    /// <summary>Every request, in order.</summary>
    public IReadOnlyList<Sent> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    public IEnumerable<Sent> Writes => Sent.Where(sent => sent.Method is not "GET");

    /// <summary>Registers the answers to a call; the path is everything before <c>api-version</c>.</summary>
    public ScriptedArm On(string call, params Answer[] answers)
    {
        _script[call] = new(answers);
        return this;
    }

    /// <summary>Registers a success with a body.</summary>
    public ScriptedArm On(string call, string body) => On(call, new Answer(200, body));

    public ArmClient Client(ArmSettings? settings = null) =>
        new(
            Endpoint,
            "https://management.azure.com",
            Token,
            Clock,
            (settings ?? new()) with
            {
                Transport = new HttpClientTransport(new HttpClient(this)),
            }
        );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.PathAndQuery);
        var call = $"{request.Method} {Bare(path)}";
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.ToDictionary(
            header => header.Key,
            header => string.Join(',', header.Value),
            StringComparer.OrdinalIgnoreCase
        );
        Answer answer;
        lock (_gate)
        {
            _sent.Add(new(request.Method.Method, path, headers, body));
            if (!_script.TryGetValue(call, out var answers))
            {
                throw new InvalidOperationException($"Nobody registered {call}");
            }

            answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }

        answer.Before?.Invoke();
        await Task.Yield();
        answer.After?.Invoke();
        return answer.Failure is null ? answer.ToMessage() : throw answer.Failure;
    }

    private static string Bare(string path)
    {
        var version = path.IndexOf("api-version=", StringComparison.Ordinal);
        return version < 0 ? path : path[..(version - 1)];
    }
}
