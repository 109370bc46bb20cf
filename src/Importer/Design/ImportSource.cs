namespace Importer.Design;

/// <summary>Where an API's operations come from: the three import routes.</summary>
public enum ImportSource
{
    /// <summary>Our own documents, cut to what the deployments can do.</summary>
    Catalogue,

    /// <summary>A given OpenAPI specification.</summary>
    OpenApi,

    /// <summary>An HTTP API whose operations carry <c>/openai</c> themselves.</summary>
    Http,
}
