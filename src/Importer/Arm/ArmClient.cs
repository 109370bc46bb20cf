using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Importer.Arm;

/// <summary>
/// Azure Resource Manager over HTTP: reads, lists, writes and deletes by path, with a bearer token, retries, pacing, and
/// long-running operations followed to their end. Knows no resource type.
/// </summary>
public sealed class ArmClient
{
    private readonly Uri _endpoint;
    private readonly TimeProvider _clock;
    private readonly ArmSettings _settings;
    private readonly HttpPipeline _pipeline;
    private readonly ArmLongRunning _operations;

    /// <summary>A client for one cloud.</summary>
    /// <param name="endpoint">Resource Manager's address: https, or http on the loopback.</param>
    /// <param name="audience">The audience of its tokens.</param>
    /// <param name="credential">Where tokens come from.</param>
    /// <param name="clock">The clock that all waiting is done by.</param>
    /// <param name="settings">How patient to be; null for the defaults.</param>
    /// <exception cref="ArgumentException">The endpoint would send a token over plain http.</exception>
    public ArmClient(Uri endpoint, string audience, TokenCredential credential, TimeProvider clock, ArmSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(audience);
        _endpoint = endpoint;
        _clock = clock;
        _settings = settings ?? new();
        _pipeline = ArmPipeline.Build(endpoint, audience, credential, _settings, clock);
        _operations = new(async (link, token) => await SendAsync(new(new("GET", link.AbsolutePath), link), token), _settings, clock);
    }

    /// <summary>
    /// Reads a resource. A 404 in Resource Manager's own words is an answer; everything else that is not a resource throws.
    /// </summary>
    /// <exception cref="ArmException">The call failed, or its success shows no resource.</exception>
    public async Task<ArmResponse> GetAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var request = Request("GET", path, apiVersion);
        var answer = await SendAsync(request, cancellationToken);
        return answer.Found ? ArmProof.OfResource(request.Call, Read(request.Call, answer)) : answer;
    }

    /// <summary>Reads a resource that must be there: a 404 throws too.</summary>
    /// <exception cref="ArmException">The call failed, or the resource is not there.</exception>
    public async Task<ArmResponse> RequireAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var request = Request("GET", path, apiVersion);
        return ArmProof.OfResource(request.Call, Read(request.Call, await SendAsync(request, cancellationToken)));
    }

    /// <summary>Reads one page of a list; a 404 in Resource Manager's own words is an answer.</summary>
    /// <exception cref="ArmException">The call failed, or its success shows no list.</exception>
    public async Task<ArmResponse> PageAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var request = Request("GET", path, apiVersion);
        var answer = await SendAsync(request, cancellationToken);
        if (answer.Found)
        {
            _ = ArmProof.OfPage(request.Call, Read(request.Call, answer));
        }

        return answer;
    }

    /// <summary>
    /// Reads a list with all its pages; a 404 on the first page throws. The list is whole or the call fails: a page that is none,
    /// an item without id, and a page or an item that comes twice are failures.
    /// </summary>
    /// <exception cref="ArmException">A call failed, or a success shows no list.</exception>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var items = new OrderedDictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        var request = Request("GET", path, apiVersion);
        var pages = new HashSet<Uri> { request.Address };
        while (pages.Count <= _settings.MaxPages)
        {
            var answer = await SendAsync(request, cancellationToken);

            // A later page that is not there says nothing about the list: it fails as a page that is none.
            foreach (
                var (id, item) in ArmProof.OfPage(request.Call, answer.Found || pages.Count == 1 ? Read(request.Call, answer) : answer)
            )
            {
                if (!items.TryAdd(id, item))
                {
                    throw ArmProof.Missing(request.Call, answer.Status, $"order: {id} came twice");
                }
            }

            if (ArmProof.NextPage(request.Call, answer) is not { } next)
            {
                return [.. items.Values];
            }

            request = request with { Address = ArmLinks.Follow(request.Call, _endpoint, next) };
            if (!pages.Add(request.Address))
            {
                throw ArmProof.Missing(request.Call, answer.Status, "an end: its next page was read before");
            }
        }

        throw NoAnswer(request.Call, "EndlessList", $"The list has more than {_settings.MaxPages} pages.", null);
    }

    /// <summary>
    /// Reads a list of things that are no resources and have no ids, such as quotas, with all its pages. The list is whole or the
    /// call fails: a page that is none, a missing page and a page that comes twice are failures.
    /// </summary>
    /// <exception cref="ArmException">A call failed, or a success shows no list.</exception>
    public async Task<IReadOnlyList<JsonElement>> ListValuesAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var request = Request("GET", path, apiVersion);
        var pages = new HashSet<Uri> { request.Address };
        while (pages.Count <= _settings.MaxPages)
        {
            var answer = Read(request.Call, await SendAsync(request, cancellationToken));
            items.AddRange(ArmProof.OfValues(request.Call, answer));
            if (ArmProof.NextPage(request.Call, answer) is not { } next)
            {
                return items;
            }

            request = request with { Address = ArmLinks.Follow(request.Call, _endpoint, next) };
            if (!pages.Add(request.Address))
            {
                throw ArmProof.Missing(request.Call, answer.Status, "an end: its next page was read before");
            }
        }

        throw NoAnswer(request.Call, "EndlessList", $"The list has more than {_settings.MaxPages} pages.", null);
    }

    /// <summary>Creates or replaces a resource and waits for the real result.</summary>
    /// <param name="path">The path, and a query if there is more to it than the version.</param>
    /// <param name="apiVersion">The version to speak.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="condition">The condition; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArmException">The call or its operation failed, or did not end in time.</exception>
    public Task<ArmResponse> PutAsync(
        string path,
        string apiVersion,
        JsonNode? body,
        ArmCondition? condition,
        CancellationToken cancellationToken
    ) => WriteAsync(Request("PUT", path, apiVersion) with { Body = body, Condition = condition }, cancellationToken);

    /// <summary>Changes a resource and waits for the real result.</summary>
    /// <inheritdoc cref="PutAsync"/>
    public Task<ArmResponse> PatchAsync(
        string path,
        string apiVersion,
        JsonNode body,
        ArmCondition? condition,
        CancellationToken cancellationToken
    ) => WriteAsync(Request("PATCH", path, apiVersion) with { Body = body, Condition = condition }, cancellationToken);

    /// <summary>Calls an action that only reads, such as listing keys.</summary>
    /// <exception cref="ArmException">The call failed.</exception>
    public async Task<ArmResponse> PostAsync(string path, string apiVersion, CancellationToken cancellationToken)
    {
        var request = Request("POST", path, apiVersion);
        return ArmProof.OfAction(request.Call, await WriteAsync(request, cancellationToken));
    }

    /// <summary>Deletes a resource and waits until it is gone; one that is gone already is an answer (404 or 204).</summary>
    /// <inheritdoc cref="PutAsync"/>
    public Task<ArmResponse> DeleteAsync(string path, string apiVersion, ArmCondition? condition, CancellationToken cancellationToken) =>
        WriteAsync(Request("DELETE", path, apiVersion) with { Condition = condition }, cancellationToken);

    private async Task<ArmResponse> WriteAsync(ArmRequest request, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await SendAsync(request, cancellationToken);
                return request.Call.Method == "DELETE" && !answer.Found
                    ? answer
                    : await _operations.FollowAsync(request.Call, request.Address, OrThrow(request.Call, answer), cancellationToken);
            }
            catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Busy && MayWait(began, attempt))
            {
                // Another write holds the resource, or a finished import has not let go of it yet.
                await Task.Delay(ArmBackoff.WhileBusy(attempt), _clock, cancellationToken);
            }
        }
    }

    private bool MayWait(long began, int attempt) =>
        _clock.GetElapsedTime(began) < _settings.BusyFor && ArmDeadline.Allows(ArmBackoff.WhileBusy(attempt), _clock);

    private async Task<ArmResponse> SendAsync(ArmRequest request, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        request.WriteTo(message.Request);
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
            return ArmProof.OfAny(request.Call, ArmAnswer.Of(message.Response));
        }
        catch (RequestFailedException fault)
        {
            throw NoAnswer(request.Call, "ConnectionFailed", "Resource Manager could not be reached.", fault);
        }
        catch (IOException fault)
        {
            throw NoAnswer(request.Call, "ConnectionFailed", "The connection to Resource Manager broke off.", fault);
        }
        catch (AuthenticationFailedException fault)
        {
            throw NoAnswer(request.Call, "TokenUnavailable", "The importer's identity got no token for Resource Manager.", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer(
                request.Call,
                "TimedOut",
                $"Resource Manager did not answer within {_settings.TryTimeout.TotalSeconds:0} s.",
                fault
            );
        }
    }

    private ArmRequest Request(string method, string path, string apiVersion) =>
        new(new(method, ArmLinks.Bare(path)), ArmLinks.Address(_endpoint, path, apiVersion));

    private static ArmException NoAnswer(ArmCall call, string code, string message, Exception? inner) =>
        new(call, 0, new() { Code = code, Message = message }, inner);

    private static ArmResponse Read(ArmCall call, ArmResponse answer) => ArmProof.OfRead(call, OrThrow(call, answer));

    private static ArmResponse OrThrow(ArmCall call, ArmResponse answer) =>
        answer.Error is { } error ? throw new ArmException(call, answer.Status, error) { RequestId = answer.RequestId } : answer;
}
