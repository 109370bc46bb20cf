using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.Arm.Resources;
using Microsoft.AspNetCore.Http.Extensions;

namespace LocalAzure.Arm;

/// <summary>The management plane's front door: token, api-version, token bucket, lock, then the verb.</summary>
internal static class ArmSurface
{
    /// <summary>
    /// ARM takes at most 4 MB, see https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits
    /// </summary>
    private const int MaxBody = 4 * 1024 * 1024;

    public static void Map(WebApplication app, ArmPlane plane) =>
        app.Map(
            "/{**path}",
            context =>
                context.Request.Path.StartsWithSegments("/_local", StringComparison.Ordinal)
                    ? new ArmAnswer(404).WriteAsync(context)
                    : AnswerAsync(context, plane)
        );

    private static async Task AnswerAsync(HttpContext context, ArmPlane plane)
    {
        var correlation = context.Request.Headers["x-ms-correlation-request-id"].ToString();
        correlation = correlation.Length > 0 ? correlation : Guid.NewGuid().ToString("D");
        context.Response.Headers["x-ms-correlation-request-id"] = correlation;
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        var answer = await RunAsync(context, plane, correlation);
        await answer.WriteAsync(context);
    }

    private static async Task<ArmAnswer> RunAsync(HttpContext context, ArmPlane plane, string correlation)
    {
        ApiLease? lease = null;
        try
        {
            var request = Check(context, plane);
            lease = LeaseOf(request, context, plane);
            await Task.Delay(plane.Cloud.Options.ArmLatency, plane.Cloud.Clock, context.RequestAborted);
            var body = await ReadAsync(context);
            lock (plane.Gate)
            {
                return plane.Operations.Poll(request.Url) ?? Dispatch(context, plane, request, body, correlation, lease);
            }
        }
        catch (ArmRefusedException refused)
        {
            return refused.Answer;
        }
        finally
        {
            lease?.EndOfRequest();
        }
    }

    private static (string Url, ArmPath? Path, string Version) Check(HttpContext context, ArmPlane plane)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || authorization.Length <= 7)
        {
            throw ArmErrors.Unauthenticated();
        }

        var url = context.Request.Path.Value!.TrimEnd('/');
        var path = ArmPath.Parse(url);
        var version = ArmVersions.Check(
            context.Request.Query["api-version"],
            path?.Namespace ?? "Microsoft.Resources",
            path is null ? "" : string.Join('/', path.Types)
        );
        var principal = plane.Cloud.Tokens.Read(authorization)?.PrincipalId ?? authorization;
        plane.Throttle.Count(context, ResourceGroups.SubscriptionOf(url) ?? "", principal);
        return (url, path, version);
    }

    private static ApiLease? LeaseOf((string Url, ArmPath? Path, string Version) request, HttpContext context, ArmPlane plane)
    {
        var method = context.Request.Method;
        var writes = HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method);
        return writes && request.Path is { } path && ApiLocks.ApiOf(path) is { } api ? plane.Locks.Enter(api) : null;
    }

    private static ArmAnswer Dispatch(
        HttpContext context,
        ArmPlane plane,
        (string Url, ArmPath? Path, string Version) request,
        JsonObject? body,
        string correlation,
        ApiLease? lease
    )
    {
        ResourceGroups.CheckSubscription(plane, request.Url);
        var call = new ArmCall
        {
            Plane = plane,
            Method = context.Request.Method,
            Path = request.Path ?? ResourceGroups.PathOf(request.Url),
            Version = request.Version,
            Query = context.Request.Query,
            Headers = context.Request.Headers,
            PathAndQuery = context.Request.GetEncodedPathAndQuery(),
            Body = body,
            CorrelationId = correlation,
            Caller = plane.Cloud.Tokens.Read(context.Request.Headers.Authorization.ToString()),
            Lease = lease,
        };
        return request.Path is null ? ResourceGroups.Run(call, request.Url) : ArmVerbs.Run(call);
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        if (bytes.Length == 0)
        {
            return null;
        }

        if (bytes.Length > MaxBody)
        {
            throw ArmErrors.Refuse(413, "RequestContentTooLarge", $"The request content size exceeds the maximum size of {MaxBody} bytes.");
        }

        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(bytes.ToArray())) as JsonObject
                ?? throw new JsonException("A JSON object is expected.");
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw ArmErrors.Refuse(
                400,
                "InvalidRequestContent",
                $"The request content was invalid and could not be deserialized: '{fault.Message}'."
            );
        }
    }
}
