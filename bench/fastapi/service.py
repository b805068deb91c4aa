"""The collections API as a FastAPI service: Motor, and fastapi-cache2 on Redis.

Answers what the product answers below /{collection}. MONGODB_URL, MONGODB_DATABASE_NAME and
REDIS_URL say where the data and the cache are.
"""

import os
from contextlib import asynccontextmanager

from bson import ObjectId
from fastapi import FastAPI, HTTPException, status
from fastapi_cache import FastAPICache
from fastapi_cache.backends.redis import RedisBackend
from fastapi_cache.decorator import cache
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel
from redis import asyncio as aioredis

MAX_USERS = 1_000
KEPT_SECONDS = 60

client = AsyncIOMotorClient(os.environ["MONGODB_URL"])
database = client.get_database(os.environ["MONGODB_DATABASE_NAME"])


@asynccontextmanager
async def lifespan(_: FastAPI):
    """Has the cache ready before the first request, and closes what was opened."""
    redis = aioredis.from_url(os.environ["REDIS_URL"])
    FastAPICache.init(RedisBackend(redis), prefix="fastapi")
    yield
    await redis.close()
    client.close()


app = FastAPI(lifespan=lifespan)


class NewUser(BaseModel):
    """A user to be added."""

    age: int
    name: str


class User(BaseModel):
    """A stored user; the fields in the order that they are answered in."""

    id: str
    age: int
    name: str


class Users(BaseModel):
    """The first users of a collection."""

    users: list[User]


class Count(BaseModel):
    """How many documents there are."""

    status: str
    mongo_db: str
    items_count: int


def answered(document) -> User:
    """The user that a document is."""
    return User(id=str(document["_id"]), age=document["age"], name=document["name"])


@app.get("/{collection}/count")
async def count(collection: str) -> Count:
    items = await database.get_collection(collection).count_documents({})
    return Count(status="OK", mongo_db=database.name, items_count=items)


@app.get("/{collection}/users")
@cache(expire=KEPT_SECONDS)
async def users(collection: str) -> Users:
    found = await database.get_collection(collection).find().to_list(MAX_USERS)
    return Users(users=[answered(one) for one in found])


@app.get("/{collection}/users/{name}")
async def user(collection: str, name: str) -> User:
    found = await database.get_collection(collection).find_one({"name": name})
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"User {name} not found")
    return answered(found)


@app.post("/{collection}/users", status_code=status.HTTP_201_CREATED)
async def add(collection: str, new: NewUser) -> User:
    document = {"_id": ObjectId(), **new.model_dump()}
    await database.get_collection(collection).insert_one(document)
    return answered(document)
