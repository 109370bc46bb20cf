using LocalAzure.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Tests.Settings;

/// <summary>Publishes one OpenAPI document under an entity tag, and remembers how it was asked for.</summary>
public sealed class DocumentServer
{
    private readonly Lock _gate = new();
    private readonly List<int> _answers = [];
    private string _text = "{}";

    private DocumentServer(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>The statuses that were answered, oldest first.</summary>
    public IReadOnlyList<int> Answers
    {
        get
        {
            lock (_gate)
            {
                return [.. _answers];
            }
        }
    }

    /// <summary>What is published from now on.</summary>
    public void Publish(string text)
    {
        lock (_gate)
        {
            _text = text;
        }
    }

    /// <summary>Starts on a free loopback port; lives as long as the process.</summary>
    public static DocumentServer Start()
    {
        var server = new DocumentServer(new Uri($"http://127.0.0.1:{FreePorts.Base()}/models.json"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(server.Address.GetLeftPart(UriPartial.Authority));
        var app = builder.Build();
        app.MapGet(server.Address.AbsolutePath, server.AnswerAsync);
        _ = app.StartAsync();
        return server;
    }

    private Task AnswerAsync(HttpContext http)
    {
        string text;
        lock (_gate)
        {
            text = _text;
            var tag = $"\"{text.GetHashCode(StringComparison.Ordinal):x}\"";
            http.Response.Headers.ETag = tag;
            http.Response.StatusCode = http.Request.Headers.IfNoneMatch == tag ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            _answers.Add(http.Response.StatusCode);
        }

        return http.Response.StatusCode == StatusCodes.Status304NotModified ? Task.CompletedTask : http.Response.WriteAsync(text);
    }
}
