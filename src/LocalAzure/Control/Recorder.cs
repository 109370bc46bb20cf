using System.Diagnostics;
using LocalAzure.Identity;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace LocalAzure.Control;

/// <summary>The middleware of every surface: faults first, then the work, and a journal entry before the answer leaves.</summary>
internal sealed class Recorder(string surface, Cloud cloud)
{
    private const string Dropped = "dropped by the surface";

    /// <summary>The connection is to close without an answer, once the journal has its entry.</summary>
    public static void Drop(HttpContext context) => context.Items[Dropped] = true;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/_local", StringComparison.Ordinal))
        {
            var asked = await BufferAsync(context);
            await (DoubledKeys.Refusal("control", asked) is { } refusal ? DoubledKeys.WriteAsync(context, refusal) : next(context));
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var time = cloud.Clock.GetUtcNow();
        var request = await BufferAsync(context);
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var answer = new CapturedResponse(context.Response, wire.Stream);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer, wire));
        var fault = cloud.Faults.Take(surface, context.Request.Method, PathOf(context));
        try
        {
            await AnswerAsync(context, next, fault, request);
        }
        finally
        {
            context.Features.Set(wire);
            cloud.Journal.Append(
                Entry(context, request, answer, fault) with
                {
                    Time = time,
                    Ms = Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                }
            );
        }

        if (fault?.Kill == true)
        {
            cloud.Host?.KillWorker();
        }

        if (fault is { Drop: not null } or { Kill: true } || IsDropped(context))
        {
            context.Abort();
            return;
        }

        await answer.SendAsync(context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, FaultRule? fault, byte[] request)
    {
        if (fault?.DelayMs is { } delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), cloud.Clock, context.RequestAborted);
        }

        if (fault?.Drop == "before")
        {
            return;
        }

        if (fault?.Status is not null && fault.Drop is null)
        {
            await FaultAnswer.WriteAsync(context, fault, context.RequestAborted);
            return;
        }

        await (DoubledKeys.Refusal(surface, request) is { } refusal ? DoubledKeys.WriteAsync(context, refusal) : next(context));
    }

    private static bool IsDropped(HttpContext context) => context.Items.ContainsKey(Dropped);

    private static string PathOf(HttpContext context) => context.Request.GetEncodedPathAndQuery();

    private static async Task<byte[]> BufferAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        context.Request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    private JournalEntry Entry(HttpContext context, byte[] request, CapturedResponse answer, FaultRule? fault) =>
        new()
        {
            Time = default,
            Surface = surface,
            Method = context.Request.Method,
            Path = PathOf(context),
            Headers = Flat(context.Request.Headers),
            Body = JournalBody.Of(request, TypeOf(context.Request)),
            Status = fault?.Drop == "before" || IsDropped(context) ? null : context.Response.StatusCode,
            ResponseHeaders = Flat(context.Response.Headers),
            Response = JournalBody.Of(answer.Copy, context.Response.ContentType),
            Caller = CallerOf(context.Request),
            Fault = IsDropped(context) ? "refused" : Describe(fault),
        };

    // The storage SDKs send every blob as bytes and name the blob's own type beside it.
    private static string? TypeOf(HttpRequest request) =>
        request.Headers["x-ms-blob-content-type"].ToString() is { Length: > 0 } type ? type : request.ContentType;

    private static string? Describe(FaultRule? fault) =>
        fault switch
        {
            null => null,
            { Kill: true } => "worker killed",
            { Drop: not null } => $"dropped {fault.Drop}",
            { Status: not null } => $"status {fault.Status}",
            _ => $"delayed {fault.DelayMs} ms",
        };

    private static Dictionary<string, string> Flat(IHeaderDictionary headers) =>
        headers.ToDictionary(header => header.Key, header => header.Value.ToString());

    private string CallerOf(HttpRequest request) =>
        cloud.Tokens.Read(request.Headers.Authorization.ToString()) switch
        {
            null => "other",
            { PrincipalId: TokenIssuer.ImporterPrincipalId } => "importer",
            _ => "gateway",
        };
}
