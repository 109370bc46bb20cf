using LocalAzure.Control;
using LocalAzure.Identity;

namespace LocalAzure.Blob;

/// <summary>The few calls of the blob service that a report store makes, see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api</summary>
internal sealed class BlobSurface(Cloud cloud)
{
    private const string Audience = "https://storage.azure.com";

    private readonly Lock _gate = new();
    private readonly BlobStore _store = new(cloud.Options.DataDirectory, cloud.Clock);

    /// <summary>For the parity ledger.</summary>
    public static IReadOnlyList<string> Simulated { get; } =
        ["Create Container", "List Blobs", "Put Blob", "Get Blob", "Get Blob Properties", "Delete Blob"];

    /// <summary>Starts the endpoint; the container <c>reports</c> is there, as the infrastructure would have made it.</summary>
    public static Task<WebApplication> StartAsync(Cloud cloud, CancellationToken cancellationToken)
    {
        var surface = new BlobSurface(cloud);
        surface._store.AddContainer("reports");
        return SurfaceServer.StartAsync(
            "blob", cloud.Options.Blob, cloud, app => app.Map("/{**path}", surface.AnswerAsync), cancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        context.Response.Headers["x-ms-version"] = context.Request.Headers["x-ms-version"];
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        BlobAnswer answer;
        lock (_gate)
        {
            answer = Refusal(context.Request) ?? Dispatch(context.Request, body.ToArray());
        }

        await answer.WriteAsync(context);
    }

    /// <summary>See https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory</summary>
    private BlobAnswer? Refusal(HttpRequest request)
    {
        if (request.Headers["x-ms-version"].Count == 0)
        {
            return BlobAnswer.Error(400, "MissingRequiredHeader", "An HTTP header that's mandatory for this request is not specified: x-ms-version.");
        }

        var claims = cloud.Tokens.Read(request.Headers.Authorization.ToString());
        if (claims is null)
        {
            return BlobAnswer.Error(401, "NoAuthenticationInformation", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.") with
            {
                Headers = [("x-ms-error-code", "NoAuthenticationInformation"), ("WWW-Authenticate", $"Bearer authorization_uri=https://login.microsoftonline.com/{TokenIssuer.TenantId}/oauth2/authorize resource_id={Audience}")],
            };
        }

        return claims.Audience.TrimEnd('/') == Audience
            ? null
            : BlobAnswer.Error(401, "InvalidAuthenticationInfo", $"Server failed to authenticate the request. The token is for '{claims.Audience}', not for '{Audience}'.");
    }

    private BlobAnswer Dispatch(HttpRequest request, byte[] body)
    {
        var parts = request.Path.Value!.Trim('/').Split('/', 2);
        var (container, blob) = (parts[0], parts.Length > 1 ? parts[1] : "");
        if (!BlobStore.IsName(container) || (blob.Length > 0 && !BlobStore.IsName(blob)))
        {
            return BlobAnswer.Error(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
        }

        return blob.Length == 0 ? OnContainer(request, container) : OnBlob(request, container, blob, body);
    }

    private BlobAnswer OnContainer(HttpRequest request, string container)
    {
        var isContainer = request.Query["restype"] == "container";
        if (isContainer && HttpMethods.IsPut(request.Method) && !request.Query.ContainsKey("comp"))
        {
            if (_store.HasContainer(container))
            {
                return BlobAnswer.Error(409, "ContainerAlreadyExists", "The specified container already exists.");
            }

            _store.AddContainer(container);
            return new BlobAnswer(201);
        }

        if (!isContainer || !HttpMethods.IsGet(request.Method) || request.Query["comp"] != "list")
        {
            return BlobAnswer.NotSimulated($"{request.Method} {request.Path}{request.QueryString} on blob storage");
        }

        return _store.HasContainer(container)
            ? BlobListing.Answer(_store, container, request.Query, cloud.Options.Blob)
            : NoContainer;
    }

    private static BlobAnswer NoContainer => BlobAnswer.Error(404, "ContainerNotFound", "The specified container does not exist.");

    private BlobAnswer OnBlob(HttpRequest request, string container, string blob, byte[] body)
    {
        if (request.Query.ContainsKey("comp") || request.Query.ContainsKey("snapshot"))
        {
            return BlobAnswer.NotSimulated($"{request.Method} {request.Path}{request.QueryString} on blob storage");
        }

        if (!_store.HasContainer(container))
        {
            return NoContainer;
        }

        var found = _store.Find(container, blob);
        return request.Method switch
        {
            "PUT" => Put(request, container, blob, body, found),
            _ when found is null => BlobAnswer.Error(404, "BlobNotFound", "The specified blob does not exist."),
            "GET" or "HEAD" => Get(request, container, found),
            "DELETE" => Delete(request, container, found),
            _ => BlobAnswer.NotSimulated($"{request.Method} on a blob"),
        };
    }

    private BlobAnswer Put(HttpRequest request, string container, string blob, byte[] body, BlobEntry? found)
    {
        if (request.Headers["x-ms-blob-type"] != "BlockBlob")
        {
            return BlobAnswer.Error(400, "MissingRequiredHeader", "An HTTP header that's mandatory for this request is not specified: x-ms-blob-type must be BlockBlob.");
        }

        if (BlobConditions.ForWrite(request, found) is { } refusal)
        {
            return refusal;
        }

        var contentType = request.Headers["x-ms-blob-content-type"].ToString();
        contentType = contentType.Length > 0 ? contentType : request.ContentType ?? "application/octet-stream";
        return BlobAnswer.About(_store.Write(container, blob, body, contentType), StatusCodes.Status201Created);
    }

    private BlobAnswer Get(HttpRequest request, string container, BlobEntry blob) =>
        BlobConditions.ForRead(request, blob) ?? BlobAnswer.About(blob, StatusCodes.Status200OK) with
        {
            ContentType = blob.ContentType,
            Body = _store.Read(container, blob.Name),
        };

    private BlobAnswer Delete(HttpRequest request, string container, BlobEntry blob)
    {
        if (BlobConditions.ForWrite(request, blob) is { } refusal)
        {
            return refusal;
        }

        _store.Delete(container, blob.Name);
        return new BlobAnswer(StatusCodes.Status202Accepted);
    }
}
